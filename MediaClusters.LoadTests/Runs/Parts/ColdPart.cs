using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.LoadTests.Runs.Parts;

internal static class ColdPart
{
    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var cold = await session.SaturateAsync(session.Api.Latest.InTurn("latest, cold cache", session.Cache.FlushAsync), cancellationToken);
        return new("Newest version, cold cache", "Every pet once, and then the cache is emptied again: each read goes to Redis, to Postgres and fills the cache.", [session.Beside(cold, Names.PointRead)], []);
    }
}
