using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.LoadTests.Runs.Parts;

/// <summary>A part of a run that can be measured without the others.</summary>
internal sealed record LoadPart(string Name, Func<LoadSession, CancellationToken, Task<ReportSection>> RunAsync)
{
    /// <summary>In the order they are measured: yardsticks first, what leaves much behind last.</summary>
    public static IReadOnlyList<LoadPart> All { get; } =
    [
        new("yardsticks", YardstickPart.RunAsync),
        new("latest", CachedPart.RunAsync),
        new("cold", ColdPart.RunAsync),
        new("postgres", PostgresPart.RunAsync),
        new("reads", ReadsPart.RunAsync),
        new("mixed", MixedPart.RunAsync),
        new("persist", PersistPart.RunAsync),
        new("visible", VisiblePart.RunAsync),
        new("storm", StormPart.RunAsync),
        new("lost", CacheLostPart.RunAsync),
        new("retention", RetentionPart.RunAsync),
        new("api", ApiPart.RunAsync),
    ];

    /// <summary>What the goals need, but for growth.</summary>
    public static IReadOnlySet<string> OfGate { get; } = new HashSet<string>(StringComparer.Ordinal) { "yardsticks", "latest", "postgres", "persist", "visible", "storm", "lost", "api" };
}
