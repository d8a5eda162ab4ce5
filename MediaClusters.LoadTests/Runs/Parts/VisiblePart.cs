using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Scenarios;

namespace MediaClusters.LoadTests.Runs.Parts;

internal static class VisiblePart
{
    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        await session.SeedHundredAsync(cancellationToken);
        var result = await session.ArriveAsync(new JobCalls(session.Graph, session.HundredPhotos).EnqueueToVisible(Names.Visible), session.Settings.JobRate, cancellationToken);
        await session.Graph.WaitForIdleAsync(cancellationToken);
        return new(
            "Enqueue to visible",
            $"{session.Settings.JobRate} jobs a second for pets of 100 photos, one worker process. A step ends when a read is answered with the job's version.",
            [new ReportRow(result)],
            []);
    }
}
