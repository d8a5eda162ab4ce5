using System.Text.Json.Serialization;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.LoadTests.Reporting.Json;

/// <summary>One scenario under one load.</summary>
internal sealed record DocumentLoad(
    string Scenario,
    DocumentShape Shape,
    double ElapsedSeconds,
    long Succeeded,
    long Failed,
    string? FirstFailure,
    double? Rate,
    string? Yardstick,
    double? ShareOfYardstick,
    DocumentLatency LatencyMs,
    IReadOnlyList<DocumentSecond> Timeline)
{
    public static DocumentLoad Of(ReportRow row)
    {
        var result = row.Result;
        return new(
            result.Scenario,
            DocumentShape.Of(result.Shape),
            result.Elapsed.TotalSeconds,
            result.Latency.Count,
            result.Failed,
            result.FirstFailure,
            DocumentNumber.Of(result.Rate),
            row.Yardstick,
            DocumentNumber.Of(row.ShareOfYardstick),
            DocumentLatency.Of(result.Latency),
            [.. result.Timeline.Select(DocumentSecond.Of)]);
    }
}

/// <param name="Loop">closed or open.</param>
/// <param name="FromRate">Of an open loop: arrivals a second at its begin.</param>
/// <param name="ToRate">Of an open loop: arrivals a second at its end.</param>
internal sealed record DocumentShape(string Loop, int Connections, double Seconds, double? FromRate, double? ToRate)
{
    public static DocumentShape Of(LoadShape shape) => shape is LoadShape.Arrivals arrivals
        ? new("open", shape.Connections, shape.Duration.TotalSeconds, DocumentNumber.Of(arrivals.From), DocumentNumber.Of(arrivals.To))
        : new("closed", shape.Connections, shape.Duration.TotalSeconds, FromRate: null, ToRate: null);

    public LoadShape ToShape() => this is { FromRate: { } from, ToRate: { } to }
        ? new LoadShape.Arrivals(from, to, Connections, TimeSpan.Zero)
        : new LoadShape.Saturation(Connections, TimeSpan.Zero);
}

internal sealed record DocumentLatency(
    double? Mean,
    double? P50,
    double? P90,
    double? P95,
    double? P99,
    [property: JsonPropertyName("p99_9")] double? P999,
    double? Max)
{
    public static DocumentLatency Of(LatencyHistogram latency) => new(
        DocumentNumber.Of(latency.Mean),
        DocumentNumber.Of(latency.Percentile(50)),
        DocumentNumber.Of(latency.Percentile(90)),
        DocumentNumber.Of(latency.Percentile(95)),
        DocumentNumber.Of(latency.Percentile(99)),
        DocumentNumber.Of(latency.Percentile(99.9)),
        DocumentNumber.Of(latency.Max));
}

internal sealed record DocumentSecond(int Second, long Succeeded, long Failed, double? P50, double? P99, double? Max)
{
    public static DocumentSecond Of(LoadSecond second) => new(
        second.Second, second.Succeeded, second.Failed, DocumentNumber.Of(second.P50), DocumentNumber.Of(second.P99), DocumentNumber.Of(second.Max));
}
