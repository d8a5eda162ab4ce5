using MediaClusters.LoadTests.Load;

namespace MediaClusters.LoadTests.Reporting;

/// <summary>A whole run, as JSON, Markdown and HTML tell it.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Elapsed">How long it took, bringing the graph up included.</param>
/// <param name="Seed">Decides pets, photos and the order of requests.</param>
/// <param name="Environment">Machine, versions, settings: name and value.</param>
/// <param name="Sections">In the order they were measured.</param>
/// <param name="Goals">What was to be reached.</param>
internal sealed record LoadReport(
    string Title,
    DateTimeOffset StartedAt,
    TimeSpan Elapsed,
    int Seed,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    IReadOnlyList<ReportSection> Sections,
    IReadOnlyList<Goal> Goals);

/// <param name="Title">A heading.</param>
/// <param name="Text">What the figures mean, in a sentence or two.</param>
/// <param name="Rows">Loads, in order.</param>
/// <param name="Figures">What is no latency: a size, a time, a rate of pgbench.</param>
internal sealed record ReportSection(string Title, string Text, IReadOnlyList<ReportRow> Rows, IReadOnlyList<Figure> Figures);

/// <param name="Result">What was measured.</param>
/// <param name="Yardstick">What it is compared with: the scenario of another row of the run, or none.</param>
/// <param name="ShareOfYardstick">Its rate divided by the yardstick's.</param>
internal sealed record ReportRow(LoadResult Result, string? Yardstick = null, double? ShareOfYardstick = null);

internal sealed record Figure(string Name, double Value, string Unit, string? Note = null);

/// <summary>Something to be reached. One that is missed fails the run.</summary>
/// <param name="Name">What.</param>
/// <param name="Wanted">How much, in words.</param>
/// <param name="Measured">How much it was, in words.</param>
/// <param name="IsMet">Whether that is enough.</param>
internal sealed record Goal(string Name, string Wanted, string Measured, bool IsMet);
