using System.Text.Json.Nodes;

namespace MediaClusters.Tests.Operations;

public sealed class DashboardTests
{
    /// <summary>What people cause themselves and look up when they do.</summary>
    private static readonly string[] Rare = ["mediaclusters_pets_deleted_total", "mediaclusters_feature_percentage", "mediaclusters_jobs_cancelled_total", "mediaclusters_jobs_redriven_total"];

    [Fact]
    public void Rows_go_from_the_state_of_all_to_the_parts()
        => Dashboard.Panels.Where(panel => $"{panel["type"]}" == "row").Select(row => $"{row["title"]}").ShouldBe(
            ["Is it healthy?", "API", "Queue and jobs", "Clustering and versions", "Cache", "Postgres pool", "Maintenance and rollout"]);

    [Fact]
    public void Panels_have_a_unit_and_a_place_of_their_own()
    {
        Dashboard.Panels.Select(panel => (int)panel["id"]!).ShouldBeUnique();
        foreach (var panel in Dashboard.Panels.Where(panel => $"{panel["type"]}" != "row"))
            panel["fieldConfig"]!["defaults"]!["unit"].ShouldNotBeNull($"{panel["title"]}");

        var cells = Dashboard.Panels.SelectMany(panel => Cells(panel["gridPos"]!)).ToList();
        cells.ShouldBeUnique();
        cells.ShouldAllBe(cell => cell.X >= 0 && cell.X < 24);
    }

    [Fact]
    public void Every_metric_of_the_services_is_shown_or_watched()
    {
        var asked = Dashboard.Queries.Select(panel => panel.Query).Concat(AlertRules.Alerts.Select(alert => alert.Expression)).Concat(AlertRules.Recordings.Values)
            .SelectMany(PromQuery.Selectors).Select(selector => selector.Metric).ToHashSet(StringComparer.Ordinal);

        DocumentedMetric.ReadAll().Select(metric => metric.Name)
            .Where(metric => metric.StartsWith("mediaclusters_", StringComparison.Ordinal) && !Rare.Contains(metric))
            .ShouldAllBe(metric => asked.Contains(metric) || asked.Contains($"{metric}_count") || asked.Contains($"{metric}_bucket"));
    }

    [Fact]
    public void Import_works_anywhere_nothing_names_one_Grafana_or_one_Prometheus()
    {
        Dashboard.Json["uid"].ShouldBeNull();
        Dashboard.Json["id"].ShouldBeNull();
        Sources(Dashboard.Json).Distinct(StringComparer.Ordinal).ShouldBe(["${datasource}"]);
        Dashboard.Json["templating"]!["list"]!.AsArray().Select(variable => $"{variable!["name"]}").ShouldBe(["datasource", "job", "instance"]);
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonNode place) =>
        from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!)
        from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!)
        select (x, y);

    private static IEnumerable<string> Sources(JsonNode? node) => node switch
    {
        JsonObject record => record.SelectMany(field => field is { Key: "datasource", Value: JsonObject source } ? [$"{source["uid"]}"] : Sources(field.Value)),
        JsonArray list => list.SelectMany(Sources),
        _ => [],
    };
}
