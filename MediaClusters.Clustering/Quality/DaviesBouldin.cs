using MediaClusters.Clustering.Groups;

namespace MediaClusters.Clustering.Quality;

/// <summary>
/// Davies-Bouldin index (1979) by cosine distance: the mean over groups of the worst (s_i + s_j) / d_ij, where s is
/// the mean distance of a group's photos to its centroid and d the distance of two centroids.
/// </summary>
internal static class DaviesBouldin
{
    // Distances carry six decimals: nearer centroids cannot be told apart, and copies are no distance apart.
    private const double LeastSeparation = 1e-6;

    /// <summary>The index; null with fewer than two groups.</summary>
    /// <param name="spreads">Mean distance of each group's photos to its centroid.</param>
    /// <param name="centroids">The centroids.</param>
    /// <param name="cancellationToken">Checked once a group.</param>
    public static double? Index(ReadOnlySpan<double> spreads, Centroids centroids, CancellationToken cancellationToken)
    {
        if (spreads.Length < 2)
            return null;

        var worst = new double[spreads.Length];
        var sum = 0.0;
        for (var i = 0; i < worst.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var j = i + 1; j < worst.Length; j++)
            {
                var separation = Math.Max(centroids.Distance(i, centroids[j]), LeastSeparation);
                var ratio = (Figures.Round(spreads[i]) + Figures.Round(spreads[j])) / separation;
                worst[i] = Math.Max(worst[i], ratio);
                worst[j] = Math.Max(worst[j], ratio);
            }

            sum += worst[i];
        }

        return sum / worst.Length;
    }
}
