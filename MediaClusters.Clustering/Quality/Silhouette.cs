using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Clustering.Quality;

/// <summary>
/// Mean silhouette (Rousseeuw 1987) over grouped photos: (b - a) / max(a, b), where a is the mean distance to
/// the others of the photo's group and b the least mean distance to another group. A photo alone in its group counts 0.
/// </summary>
/// <remarks>
/// Distances are symmetric, so the rows of a group's members, added up, are every photo's sum of distances to that group:
/// whole rows are read in order, and in double precision nothing is lost.
/// </remarks>
internal static class Silhouette
{
    /// <summary>The mean; null with fewer than two groups.</summary>
    public static double? Mean(Grouping grouping, DistanceMatrix distances, CancellationToken cancellationToken)
    {
        var groups = grouping.Groups;
        if (groups.Count < 2)
            return null;

        var count = distances.Count;
        var block = ArrayPool<double>.Shared.Rent(3 * count);
        try
        {
            var sums = block.AsSpan(0, count);
            var inside = block.AsSpan(count, count);
            var outside = block.AsSpan(2 * count, count);
            outside.Fill(double.PositiveInfinity);
            foreach (var group in groups)
            {
                sums.Clear();
                foreach (var photo in group)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Add(distances.Row(photo), sums);
                }

                foreach (var photo in group)
                {
                    inside[photo] = sums[photo] / (group.Count - 1);
                    sums[photo] = double.PositiveInfinity;
                }

                TensorPrimitives.Divide(sums, group.Count, sums);
                TensorPrimitives.Min(outside, sums, outside);
            }

            return MeanOfPhotos(groups, inside, outside);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(block);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<float> row, Span<double> sums)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(sums);
        var i = 0;
        for (; i <= row.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            Doubles.Add(ref from, ref to, i);

        for (; i < row.Length; i++)
            sums[i] += row[i];
    }

    private static double MeanOfPhotos(IReadOnlyList<IReadOnlyList<int>> groups, ReadOnlySpan<double> inside, ReadOnlySpan<double> outside)
    {
        var (total, photos) = (0.0, 0);
        foreach (var group in groups)
        {
            photos += group.Count;
            if (group.Count == 1)
                continue;
            foreach (var photo in group)
            {
                var larger = Math.Max(inside[photo], outside[photo]);
                if (larger > 0)
                    total += (outside[photo] - inside[photo]) / larger;
            }
        }

        return total / photos;
    }
}
