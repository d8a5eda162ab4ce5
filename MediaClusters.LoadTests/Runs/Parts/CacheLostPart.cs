using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.LoadTests.Runs.Parts;

internal static class CacheLostPart
{
    private const double Rate = 2_000;

    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        await session.FillCacheAsync(cancellationToken);
        var duration = session.Settings.Duration * 2;
        var reads = session.Api.Latest.Scenario("latest, the cache lost half-way", session.Api.Often);
        var lost = LoseAsync();
        var result = await session.MeasureAsync(reads, LoadShape.Arrivals.Constant(Rate, RunSettings.Connections, duration), cancellationToken);
        await lost;
        return new("Cache lost", $"{Rate:N0} reads a second; half-way Redis loses everything it has.", [new ReportRow(result)], []);

        async Task LoseAsync()
        {
            await Task.Delay(session.Settings.WarmUp + (duration / 2), cancellationToken);
            await session.Cache.FlushAsync();
        }
    }
}
