namespace MediaClusters.Chaos.History;

/// <summary>Requests a second of callers that each wait for their answers, slice by slice.</summary>
/// <param name="Before">Before the first fault.</param>
/// <param name="After">After the last one.</param>
/// <param name="Again">Once more, where that was too little.</param>
internal sealed record Throughput(IReadOnlyList<double> Before, IReadOnlyList<double> After, IReadOnlyList<double> Again)
{
    public double Usual => Median(Before);

    /// <summary>What came back, of what was usual.</summary>
    public double Share => Usual <= 0 ? 0 : Math.Max(Median(After), Median(Again)) / Usual;

    private static double Median(IReadOnlyList<double> rates) => rates.Count == 0 ? 0 : rates.Order().ElementAt(rates.Count / 2);
}
