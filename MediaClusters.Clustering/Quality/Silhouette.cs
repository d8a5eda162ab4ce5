using System.Buffers;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Clustering.Quality;

/// <summary>
/// Mean silhouette (Rousseeuw 1987) over grouped photos: (b - a) / max(a, b), where a is the mean distance to
/// the others of the photo's group and b the least mean distance to another group. A photo alone in its group counts 0.
/// </summary>
internal static class Silhouette
{
    /// <summary>The mean; null with fewer than two groups.</summary>
    public static double? Mean(Grouping grouping, DistanceMatrix distances, CancellationToken cancellationToken)
    {
        var groups = grouping.Groups;
        if (groups.Count < 2)
            return null;

        var sums = ArrayPool<double>.Shared.Rent(groups.Count);
        try
        {
            var total = 0.0;
            for (var own = 0; own < groups.Count; own++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var photo in groups[own])
                {
                    SumByGroup(distances.Row(photo), grouping.GroupOf, sums.AsSpan(0, groups.Count));
                    total += OfPhoto(own, groups, sums);
                }
            }

            return total / groups.Sum(group => group.Count);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(sums);
        }
    }

    private static void SumByGroup(ReadOnlySpan<float> row, int[] groupOf, Span<double> sums)
    {
        sums.Clear();
        for (var i = 0; i < row.Length; i++)
        {
            if (groupOf[i] >= 0)
                sums[groupOf[i]] += row[i];
        }
    }

    private static double OfPhoto(int own, IReadOnlyList<IReadOnlyList<int>> groups, double[] sums)
    {
        if (groups[own].Count == 1)
            return 0;

        var inside = sums[own] / (groups[own].Count - 1);
        var outside = double.PositiveInfinity;
        for (var group = 0; group < groups.Count; group++)
        {
            if (group != own)
                outside = Math.Min(outside, sums[group] / groups[group].Count);
        }

        var larger = Math.Max(inside, outside);
        return larger > 0 ? (outside - inside) / larger : 0;
    }
}
