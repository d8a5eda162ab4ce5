using System.Numerics.Tensors;
using MediaClusters.Clustering;

namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>What the kernel is held against.</summary>
internal static class NaiveDistances
{
    /// <summary>The formula in a double loop, as one would first write it.</summary>
    public static void Scalar(IReadOnlyList<Photo> photos, float[] target)
    {
        var lengths = photos.Select(photo => Math.Sqrt(Dot(photo.Embedding.Span, photo.Embedding.Span))).ToArray();
        for (var i = 0; i < photos.Count; i++)
        {
            target[(i * photos.Count) + i] = 0;
            for (var j = i + 1; j < photos.Count; j++)
            {
                var distance = (float)(1 - (Dot(photos[i].Embedding.Span, photos[j].Embedding.Span) / (lengths[i] * lengths[j])));
                target[(i * photos.Count) + j] = distance;
                target[(j * photos.Count) + i] = distance;
            }
        }
    }

    /// <summary>One vectorised dot product a pair.</summary>
    public static void Pairwise(IReadOnlyList<Photo> photos, float[] target)
    {
        var lengths = photos.Select(photo => TensorPrimitives.Norm(photo.Embedding.Span)).ToArray();
        for (var i = 0; i < photos.Count; i++)
        {
            target[(i * photos.Count) + i] = 0;
            for (var j = i + 1; j < photos.Count; j++)
            {
                var distance = 1 - (TensorPrimitives.Dot(photos[i].Embedding.Span, photos[j].Embedding.Span) / (lengths[i] * lengths[j]));
                target[(i * photos.Count) + j] = distance;
                target[(j * photos.Count) + i] = distance;
            }
        }
    }

    private static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var dot = 0.0;
        for (var k = 0; k < left.Length; k++)
            dot += (double)left[k] * right[k];
        return dot;
    }
}
