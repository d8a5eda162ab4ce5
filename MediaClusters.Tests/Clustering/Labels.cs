using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Tests.Clustering;

/// <summary>Runs a strategy on bare vectors.</summary>
internal static class Labels
{
    public static int[] Of(float[][] vectors, double epsilon, int minSamples)
    {
        using var distances = Distances(vectors);
        return Of(new DbscanStrategy(epsilon, minSamples), distances);
    }

    /// <summary>The labels of photos that stand for one each.</summary>
    public static int[] Of(IClusteringStrategy strategy, DistanceMatrix distances) =>
        Of(strategy, distances, Ones(distances.Count));

    /// <summary>The labels of photos that stand for several.</summary>
    public static int[] Of(IClusteringStrategy strategy, DistanceMatrix distances, int[] weights)
    {
        var labels = new int[distances.Count];
        strategy.Assign(distances, weights, labels, CancellationToken.None);
        return labels;
    }

    /// <summary>The same groups, numbered by their first photo.</summary>
    public static int[] Partition(int[] labels)
    {
        var names = new Dictionary<int, int>();
        return Array.ConvertAll(labels, label =>
        {
            if (label >= 0)
                names.TryAdd(label, names.Count);
            return label >= 0 ? names[label] : label;
        });
    }

    public static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];

    public static DistanceMatrix Distances(float[][] vectors)
    {
        using var units = UnitVectors.From(Pets.Photos(vectors));
        return DistanceMatrix.Measure(units, CancellationToken.None);
    }

    public static float[][] Rows(DistanceMatrix distances) =>
        [.. Enumerable.Range(0, distances.Count).Select(i => distances.Row(i).ToArray())];
}
