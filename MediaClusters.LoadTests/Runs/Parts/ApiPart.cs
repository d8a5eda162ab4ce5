using MediaClusters.LoadTests.Graph;
using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.LoadTests.Runs.Parts;

/// <summary>What the API's process takes: memory after all that was asked of it, and time to start.</summary>
internal static class ApiPart
{
    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var process = new ServiceProcess(await session.Graph.FindProcessAsync("api", cancellationToken));
        var resident = process.ResidentMegabytes;
        var starts = new List<double>();
        for (var i = 0; i < session.Settings.StartUps; i++)
            starts.Add((await process.MeasureStartAsync(cancellationToken)).TotalMilliseconds);
        starts.Sort();
        var start = starts[starts.Count / 2];
        session.Findings.Set(Names.Resident, resident);
        session.Findings.Set(Names.StartUp, start);
        return new(
            "The API's process",
            "Memory at the end of the run. A start is that of the same program with the same settings, from the process to the first good answer of /health.",
            [],
            [new(Names.Resident, resident, "MB"), new(Names.StartUp, start, "ms", FormattableString.Invariant($"median of {starts.Count}, {starts[0]:F0} to {starts[^1]:F0}"))]);
    }
}
