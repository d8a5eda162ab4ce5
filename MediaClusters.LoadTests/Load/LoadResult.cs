namespace MediaClusters.LoadTests.Load;

/// <summary>What a scenario under a load came to, its warm-up left out but for the failures.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Shape">The load it was under.</param>
/// <param name="Elapsed">From the first request to the last answer.</param>
/// <param name="Latency">Of the steps that succeeded.</param>
/// <param name="Failed">Steps that failed, those of the warm-up included.</param>
/// <param name="FirstFailure">One of them, to begin looking with.</param>
/// <param name="Timeline">By second of the run.</param>
internal sealed record LoadResult(
    string Scenario, LoadShape Shape, TimeSpan Elapsed, LatencyHistogram Latency, long Failed, string? FirstFailure, IReadOnlyList<LoadSecond> Timeline)
{
    /// <summary>Steps that succeeded, a second.</summary>
    public double Rate => Latency.Count / Elapsed.TotalSeconds;

    /// <summary>The 99th percentile, in ms, of the second in the middle when they are in the order of their percentiles; a second without answers comes last.</summary>
    public double P99OfMedianSecond => Timeline.Count == 0
        ? double.NaN
        : Timeline.Select(second => second.Succeeded > 0 ? second.P99 : double.PositiveInfinity).Order().ElementAt(Timeline.Count / 2);
}

/// <summary>One second of a run: steps that ended in it, and their latencies in ms.</summary>
internal sealed record LoadSecond(int Second, long Succeeded, long Failed, double P50, double P99, double Max);
