using System.Numerics.Tensors;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Strategies.Auto;

/// <summary>
/// What a grouping is worth: the mean silhouette of all photos (Rousseeuw 1987), where noise and photos alone count 0, so
/// that silhouette and coverage are weighed against each other. Strangers are taken to be so far apart as the embedder has them,
/// which gives a pet of one group a silhouette too, and no group more than its due for being alone.
/// </summary>
internal static class Worth
{
    /// <summary>The worth, in [-1, 1]; 0 without groups.</summary>
    /// <param name="labels">The groups of n photos, from 0 without gaps, or noise.</param>
    /// <param name="weights">What each stands for.</param>
    /// <param name="distances">Of all pairs.</param>
    /// <param name="strangers">The cosine distance at which another group might always be.</param>
    /// <param name="cancellationToken">Checked once a photo.</param>
    public static double Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> weights, DistanceMatrix distances, float strangers, CancellationToken cancellationToken)
    {
        var count = labels.Length;
        var groups = labels.IsEmpty ? 0 : TensorPrimitives.Max(labels) + 1;
        var (inside, outside, sums) = (new float[count], new float[distances.Width], new float[distances.Width]);
        var sizes = new int[groups];
        Array.Fill(outside, strangers);
        for (var group = 0; group < groups; group++)
        {
            Array.Clear(sums);
            for (var photo = 0; photo < count; photo++)
            {
                if (labels[photo] != group)
                    continue;
                cancellationToken.ThrowIfCancellationRequested();
                sizes[group]++;
                TensorPrimitives.Add(sums, distances.Wide(photo), sums);
            }

            for (var photo = 0; photo < count; photo++)
            {
                if (labels[photo] != group)
                    continue;
                ref var sum = ref sums[distances.Place(photo)];
                inside[photo] = sum / Math.Max(sizes[group] - 1, 1);
                sum = float.PositiveInfinity;
            }

            TensorPrimitives.Divide(sums, sizes[group], sums);
            TensorPrimitives.Min(outside, sums, outside);
        }

        var (worth, total) = (0.0, 0.0);
        for (var photo = 0; photo < count; photo++)
        {
            total += weights[photo];
            if (labels[photo] < 0 || sizes[labels[photo]] == 1)
                continue;
            var other = outside[distances.Place(photo)];
            var larger = Math.Max(inside[photo], other);
            worth += larger > 0 ? weights[photo] * (double)(other - inside[photo]) / larger : 0;
        }

        return total > 0 ? worth / total : 0;
    }
}
