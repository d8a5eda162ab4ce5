using System.Globalization;
using System.Numerics.Tensors;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Strategies.AverageLinkage;
using MediaClusters.Clustering.Strategies.Hdbscan;

namespace MediaClusters.Clustering.Strategies.Auto;

/// <summary>
/// Tries average linkage and HDBSCAN and takes the groups that are <see cref="Worth"/> more; of large pets, HDBSCAN's.
/// A pet with photos always has a group: where both find none, the photo that is nearest to all others is one by itself.
/// </summary>
internal sealed class AutoStrategy(AverageLinkageStrategy averageLinkage, HdbscanStrategy hdbscan, double strangers) : IClusteringStrategy
{
    public const string StrategyName = "auto";

    // So many photos, near-duplicates counted once, are worth the time of both.
    internal const int MostCompared = 1_000;

    // Worths are sums of float32; a difference below this says nothing.
    private const double LeastGain = 1e-6;

    public string Name => StrategyName;

    public string Parameters => string.Create(
        CultureInfo.InvariantCulture, $"stranger_distance={strangers};{averageLinkage.Parameters};{hdbscan.Parameters}");

    public bool CollapsesDuplicates => true;

    public string Assign(DistanceMatrix distances, ReadOnlySpan<int> weights, Span<int> labels, CancellationToken cancellationToken)
    {
        var chosen = hdbscan.Assign(distances, weights, labels, cancellationToken);
        if (distances.Count <= MostCompared)
        {
            var others = new int[labels.Length];
            averageLinkage.Assign(distances, weights, others, cancellationToken);
            if (!IsBetter(distances, weights, labels, others, cancellationToken))
            {
                chosen = averageLinkage.Name;
                others.CopyTo(labels);
            }
        }

        if (!labels.IsEmpty && labels.IndexOfAnyExcept(IClusteringStrategy.Noise) < 0)
            labels[MostCentral(distances, weights, cancellationToken)] = 0;
        return chosen;
    }

    private bool IsBetter(DistanceMatrix distances, ReadOnlySpan<int> weights, ReadOnlySpan<int> labels, ReadOnlySpan<int> others, CancellationToken cancellationToken) =>
        !labels.SequenceEqual(others) &&
        Worth.Of(labels, weights, distances, (float)strangers, cancellationToken) > Worth.Of(others, weights, distances, (float)strangers, cancellationToken) + LeastGain;

    private static int MostCentral(DistanceMatrix distances, ReadOnlySpan<int> weights, CancellationToken cancellationToken)
    {
        var sums = new double[distances.Count];
        for (var photo = 0; photo < sums.Length; photo++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = distances.Row(photo);
            for (var other = 0; other < sums.Length; other++)
                sums[other] += (double)weights[photo] * row[other];
        }

        return TensorPrimitives.IndexOfMin<double>(sums);
    }
}
