using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Scenarios;

namespace MediaClusters.LoadTests.Runs.Parts;

internal static class VisiblePart
{
    private const double JobsPerSecond = 100;

    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        await session.SeedHundredAsync(cancellationToken);
        var result = await session.ArriveAsync(new JobCalls(session.Graph, session.HundredPhotos).EnqueueToVisible(Names.Visible), JobsPerSecond, cancellationToken);
        await session.Graph.WaitForIdleAsync(cancellationToken);
        return new(
            "Enqueue to visible",
            $"{JobsPerSecond:N0} jobs a second for pets of 100 photos, one worker process. A step ends when a read is answered with the job's version.",
            [new ReportRow(result)],
            []);
    }
}
