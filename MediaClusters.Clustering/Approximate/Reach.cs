using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Clustering.Approximate;

/// <summary>
/// How far groups reach: a photo belongs to the group it is nearest to by its mean distance to the members, if that is
/// not much more than the members' own. The mean over members is a single product with the sum of their vectors.
/// </summary>
internal sealed class Reach : IDisposable
{
    // Of members whose distances vary as much as these do, one in some hundreds lies farther.
    private const double Deviations = 3;
    private const int BlockRows = 1_024;

    private readonly Centroids _centroids;
    private readonly float[] _factors;
    private readonly float[] _limits;

    private Reach(Centroids centroids, float[] factors, float[] limits)
    {
        _centroids = centroids;
        _factors = factors;
        _limits = limits;
    }

    /// <summary>The reach of groups, of two photos at least: as far as near-duplicates anyway.</summary>
    public static Reach Of(UnitVectors vectors, IReadOnlyList<IReadOnlyList<int>> groups, float nearDuplicates)
    {
        var centroids = Centroids.Of(vectors, groups);
        var means = new double[groups.Count];
        var (squares, members) = (0.0, 0);
        for (var group = 0; group < groups.Count; group++)
        {
            var others = groups[group].Count - 1;
            var distances = groups[group].Select(photo => Math.Max(0, 1 - (((centroids.Similarity(group, vectors[photo]) * centroids.Length(group)) - 1) / others))).ToArray();
            means[group] = distances.Average();

            // Relative to the group's own mean, and so of one kind for all groups: pairs alone would tell nothing.
            if (means[group] > 0)
                squares += distances.Sum(distance => ((distance / means[group]) - 1) * ((distance / means[group]) - 1));
            members += others;
        }

        var slack = 1 + (Deviations * Math.Sqrt(squares / Math.Max(1, members)));
        return new Reach(
            centroids,
            [.. groups.Select((group, i) => (float)(centroids.Length(i) / group.Count))],
            Array.ConvertAll(means, mean => Math.Max((float)(mean * slack), nearDuplicates)));
    }

    /// <summary>Labels those photos that some group reaches.</summary>
    /// <param name="vectors">Of all photos.</param>
    /// <param name="photos">The photos in question.</param>
    /// <param name="groupLabels">The labels of the groups here.</param>
    /// <param name="labels">Labels of all photos.</param>
    /// <param name="cancellationToken">Checked once a tile.</param>
    public void Join(UnitVectors vectors, ReadOnlySpan<int> photos, ReadOnlySpan<int> groupLabels, Span<int> labels, CancellationToken cancellationToken)
    {
        var nearest = new int[BlockRows];
        var products = new float[BlockRows];
        for (var start = 0; start < photos.Length; start += BlockRows)
        {
            var block = photos[start..Math.Min(start + BlockRows, photos.Length)];
            using var selected = vectors.Select(block);
            NearestKernel.Find(selected, _centroids.All, _factors, nearest.AsSpan(0, block.Length), products.AsSpan(0, block.Length), cancellationToken);
            for (var i = 0; i < block.Length; i++)
                labels[block[i]] = 1 - products[i] <= _limits[nearest[i]] ? groupLabels[nearest[i]] : IClusteringStrategy.Noise;
        }
    }

    public void Dispose() => _centroids.Dispose();
}
