namespace MediaClusters.Tests.Operations;

public sealed class PromQueryTests
{
    [Theory]
    [InlineData("up", "up()")]
    [InlineData("sum(rate(a_total[5m])) / (count(b) > 1e3)", "a_total() b()")]
    [InlineData("""histogram_quantile(0.99, sum by (le, route) (rate(c_bucket{job="a{b}",route=~"x(y)"}[$__rate_interval])))""", "c_bucket(job,route)")]
    [InlineData("(max(d{e != 'or'}) > 600) and on () (f:g:h offset 5m unless ignoring (i) j)", "d(e) f:g:h() j()")]
    [InlineData("time() - max (k{}) or vector(0)", "k()")]
    [InlineData("sum by (l,\n  m) (n)", "n()")]
    public void Selectors_are_the_metrics_of_a_query_with_their_labels(string query, string expected)
        => string.Join(' ', PromQuery.Selectors(query).Select(found => $"{found.Metric}({string.Join(',', found.Labels)})")).ShouldBe(expected);

    [Theory]
    [InlineData("sum(a)", "")]
    [InlineData("sum by (l,\n  m) (a{x='by (y)'}) / on () (b) unless ignoring(n) c", "l m n")]
    public void GroupingLabels_are_those_in_clauses(string query, string expected)
        => string.Join(' ', PromQuery.GroupingLabels(query)).ShouldBe(expected);
}
