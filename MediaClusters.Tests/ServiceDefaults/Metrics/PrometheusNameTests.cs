using MediaClusters.ServiceDefaults.Metrics;

namespace MediaClusters.Tests.ServiceDefaults.Metrics;

public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("mediaclusters.jobs.completed", "", true, false, "mediaclusters_jobs_completed_total")]
    [InlineData("mediaclusters.jobs.completed", "{job}", true, false, "mediaclusters_jobs_completed_total")]
    [InlineData("mediaclusters.queue.oldest_age", "s", false, true, "mediaclusters_queue_oldest_age_seconds")]
    [InlineData("mediaclusters.queue.depth", "{job}", false, true, "mediaclusters_queue_depth")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", true, false, "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("cpu.seconds", "s", true, false, "cpu_seconds_total")]
    [InlineData("requests_total", "", true, false, "requests_total")]
    [InlineData("cpu.use", "1", false, true, "cpu_use_ratio")]
    [InlineData("speed", "By/s", false, true, "speed_bytes_per_second")]
    [InlineData("9.lives-left", "", false, true, "_9_lives_left")]
    [InlineData("a..b", "", false, true, "a_b")]
    public void For_name_and_unit_follow_prometheus(string name, string unit, bool counter, bool gauge, string expected) =>
        PrometheusName.For(name, unit, counter, gauge).ShouldBe(expected);

    [Theory]
    [InlineData("http.route", "http_route")]
    [InlineData("a:b", "a_b")]
    public void Label_has_letters_digits_and_underscores_only(string name, string expected) =>
        PrometheusName.Label(name).ShouldBe(expected);

    [Theory]
    [InlineData(1, "1")]
    [InlineData(0.0025, "0.0025")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Number_is_written_as_prometheus_reads_it(double value, string expected) =>
        PrometheusName.Number(value).ShouldBe(expected);

    [Fact]
    public void Escape_keeps_a_value_on_its_line()
    {
        PrometheusName.Escape("a\\b\n\"c\"", quotes: true).ShouldBe("a\\\\b\\n\\\"c\\\"");
        PrometheusName.Escape("\"c\"", quotes: false).ShouldBe("\"c\"");
    }
}
