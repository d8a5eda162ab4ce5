namespace MediaClusters.Chaos.History;

/// <summary>Requests a second of callers that each wait for their answers.</summary>
/// <param name="Before">Before the first fault.</param>
/// <param name="After">After the last one, slice by slice, until one reached what was before.</param>
internal sealed record Throughput(double Before, IReadOnlyList<double> After)
{
    public double Share => After.Count == 0 || Before <= 0 ? 0 : After.Max() / Before;
}
