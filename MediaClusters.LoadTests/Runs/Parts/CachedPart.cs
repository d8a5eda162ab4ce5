using MediaClusters.LoadTests.Graph;
using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.LoadTests.Runs.Parts;

/// <summary>The newest version from the cache: what callers ask for most.</summary>
internal static class CachedPart
{
    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var api = session.Api;
        await session.FillCacheAsync(cancellationToken);
        var hot = await session.SaturateAsync(api.Latest.Scenario(Names.Latest, api.Often), cancellationToken);

        // Behind the first load, which fills what is kept in process.
        var before = await ServiceMetrics.ReadAsync(session.Graph.Api, cancellationToken);
        var half = await session.ArriveAsync(api.Latest.Scenario(Names.LatestHalf, api.Often), hot.Rate / 2, cancellationToken);
        var after = await ServiceMetrics.ReadAsync(session.Graph.Api, cancellationToken);
        var resident = new ServiceProcess(await session.Graph.FindProcessAsync("api", cancellationToken)).ResidentMegabytes;
        var unchanged = await session.SaturateAsync(api.NotModified.Scenario("latest, 304", api.Often), cancellationToken);
        var unknown = await session.SaturateAsync(api.Unknown.Scenario("latest, unknown pets", Scenarios.ApiReads.AnyUnknown), cancellationToken);

        return new(
            "Newest version, cached",
            "Pets picked by Zipf's law. At half the rate requests arrive whatever became of those before, and latency counts from when each was due.",
            [session.Beside(hot, Names.RedisGet), new(half), session.Beside(unchanged, Names.RedisGet), session.Beside(unknown, Names.RedisGet)],
            [.. Allocations(session, before, after), new("API's resident memory, these reads behind it", resident, "MB")]);
    }

    private static Figure[] Allocations(LoadSession session, ServiceMetrics before, ServiceMetrics after)
    {
        var requests = Grown("http_server_request_duration_seconds_count");
        var perRead = Grown("dotnet_gc_heap_total_allocated_bytes_total") / requests;
        var large = Grown("dotnet_gc_last_collection_heap_size_bytes", "loh");
        session.Findings.Set(Names.BytesPerRead, perRead);
        session.Findings.Set(Names.LargeBytes, large);
        return
        [
            new(Names.BytesPerRead, perRead, "bytes", "all that the API allocates, by the number of requests"),
            new(Names.LargeBytes, large, "bytes", "as of the last collection"),
        ];

        double Grown(string name, string label = "") => after.Sum(name, label) - before.Sum(name, label);
    }
}
