using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Scenarios;

namespace MediaClusters.LoadTests.Runs.Parts;

/// <summary>What else is read. Nothing of it is cached.</summary>
internal static class ReadsPart
{
    private const int BatchConnections = 8;

    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var api = session.Api;
        (Scenario Scenario, int Connections, string? Yardstick)[] loads =
        [
            (api.Version.Scenario("version", api.Often), RunSettings.Connections, Names.PointRead),
            (api.History.Scenario("history", api.Often), RunSettings.Connections, Names.PointRead),
            (api.Jobs.Scenario("jobs of a pet", api.Often), RunSettings.Connections, Names.PointRead),
            (api.Photo.Scenario("reverse look-up", api.Often), RunSettings.Connections, Names.PointRead),
            (api.Batch.Scenario("batchGet of 100", ApiReads.AnyBatch), BatchConnections, null),
            (api.LatestVersions.Scenario("latest-versions of 1,000", ApiReads.AnyBatch), BatchConnections, null),
        ];
        var rows = new List<ReportRow>();
        foreach (var (scenario, connections, yardstick) in loads)
        {
            var result = await session.SaturateAsync(scenario, connections, cancellationToken);
            rows.Add(yardstick is null ? new(result) : session.Beside(result, yardstick));
        }

        return new("Other reads", "Straight from Postgres, but for batchGet, which asks the cache first.", rows, []);
    }
}
