using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.LoadTests.Runs.Parts;

/// <summary>The newest version while Redis is down.</summary>
internal static class PostgresPart
{
    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var api = session.Api;
        return await WithoutCacheAsync(session, async () =>
        {
            var all = await session.SaturateAsync(api.Latest.Scenario(Names.FromPostgres, api.Evenly), cancellationToken);
            var half = await session.ArriveAsync(api.Latest.Scenario(Names.FromPostgresHalf, api.Evenly), all.Rate / 2, cancellationToken);
            var compressed = await session.SaturateAsync(api.LatestCompressed.Scenario(Names.FromPostgresCompressed, api.Evenly), cancellationToken);
            var compressedHalf = await session.ArriveAsync(api.LatestCompressed.Scenario(Names.FromPostgresCompressedHalf, api.Evenly), compressed.Rate / 2, cancellationToken);
            return new ReportSection(
                "Newest version, from Postgres",
                "Redis is stopped: the circuit is open but for a try a second, and every read goes to Postgres. Every pet as often as every other, so that readers seldom share a read. Callers that take br get the stored bytes, as the yardstick's do; for the others they are decompressed.",
                [session.Beside(compressed, Names.PointRead), new(compressedHalf), session.Beside(all, Names.PointRead), new(half)],
                []);
        }, cancellationToken);
    }

    /// <summary>Stops Redis for the while.</summary>
    public static async Task<T> WithoutCacheAsync<T>(LoadSession session, Func<Task<T>> measure, CancellationToken cancellationToken)
    {
        await session.Graph.StopAsync("cache", cancellationToken);
        try
        {
            return await measure();
        }
        finally
        {
            await session.Graph.StartAsync("cache", cancellationToken);
            await session.WaitForCacheAsync(cancellationToken);
        }
    }
}
