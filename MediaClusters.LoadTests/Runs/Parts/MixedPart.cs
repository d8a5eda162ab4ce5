using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Scenarios;

namespace MediaClusters.LoadTests.Runs.Parts;

internal static class MixedPart
{
    private const double JobShare = 0.05;
    private const double Rate = 1_000;

    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        await session.FillCacheAsync(cancellationToken);
        var mixed = new JobCalls(session.Graph, session.Pets).Mixed("95 % reads, 5 % jobs", JobShare, session.Api.Latest, session.Api.Often);
        var result = await session.ArriveAsync(mixed, Rate, cancellationToken);
        await session.Graph.WaitForIdleAsync(cancellationToken);
        return new("Reads and job submission", $"{Rate:N0} requests a second, the worker running the jobs meanwhile.", [new ReportRow(result)], []);
    }
}
