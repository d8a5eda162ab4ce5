using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.Tests.LoadTests.Reporting;

/// <summary>Runs made up for what a test is about.</summary>
internal static class Reports
{
    /// <summary>Each sign that some format gives a meaning, and two that no format can say.</summary>
    public const string Hostile = "</style></script><b onclick='x'>&amp;\"|`*_\r\n# - \\ <!-- figures: end --> \0\uD800";

    public static readonly LoadShape Closed = new LoadShape.Saturation(64, TimeSpan.FromSeconds(15));

    public static LoadReport Of(params IReadOnlyList<ReportSection> sections) => new(
        "Load",
        new(2026, 11, 22, 19, 0, 0, TimeSpan.FromHours(1)),
        TimeSpan.FromSeconds(754),
        Seed: 7,
        [new("machine", "2 cores"), new("postgres", "17.6")],
        sections,
        [new("rate", "at least 2/s", "3/s", IsMet: true), new("p99", "below 10 ms", "12 ms", IsMet: false)]);

    public static ReportSection Section(string title, params IReadOnlyList<ReportRow> rows) => new(title, "", rows, []);

    public static LoadReport Hostiles() => new(
        Hostile,
        default,
        TimeSpan.Zero,
        Seed: 0,
        [new(Hostile, Hostile)],
        [
            new(Hostile, Hostile, [new(Result(Hostile, failure: Hostile, milliseconds: [1, 2]), Hostile, 0.5)], [new(Hostile, 1, Hostile, Hostile)]),
            new(Hostile, Hostile, [], []),
        ],
        [new(Hostile, Hostile, Hostile, IsMet: false)]);

    /// <summary>An answer a second.</summary>
    public static LoadResult Result(string scenario, LoadShape? shape = null, string? failure = null, params IReadOnlyList<double> milliseconds)
    {
        var latency = new LatencyHistogram();
        foreach (var one in milliseconds)
            latency.Record(TimeSpan.FromMilliseconds(one));
        return new(
            scenario,
            shape ?? Closed,
            TimeSpan.FromSeconds(milliseconds.Count),
            latency,
            failure is null ? 0 : 1,
            failure,
            [.. milliseconds.Select((one, i) => new LoadSecond(i, 1, failure is null ? 0 : 1, one, one, one))]);
    }
}
