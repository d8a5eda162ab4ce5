using System.Numerics.Tensors;
using MediaClusters.Clustering;

namespace MediaClusters.Evaluation.Pictures;

/// <summary>
/// Photos in the plane, so that distances there come near the cosine distances: principal components by power iteration,
/// then stress majorization (de Leeuw 1977), which pulls groups apart that lie behind each other. Deterministic.
/// </summary>
internal static class Projection
{
    private const int PowerRounds = 200;
    private const int StressRounds = 120;

    /// <summary>A place for each photo.</summary>
    public static (double X, double Y)[] Of(IReadOnlyList<Photo> photos, CancellationToken cancellationToken)
    {
        var distances = Distances(photos, cancellationToken);
        var gram = Centred(distances);
        var first = Component(gram, null, cancellationToken);
        var second = Component(gram, first, cancellationToken);
        return Majorize(distances, [.. first.Zip(second)], cancellationToken);
    }

    private static double[][] Distances(IReadOnlyList<Photo> photos, CancellationToken cancellationToken)
    {
        var distances = photos.Select(_ => new double[photos.Count]).ToArray();
        for (var i = 0; i < photos.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var j = 0; j < i; j++)
            {
                var cosine = TensorPrimitives.CosineSimilarity(photos[i].Embedding.Span, photos[j].Embedding.Span);
                distances[i][j] = distances[j][i] = Math.Sqrt(Math.Max(0, 2 - (2 * cosine)));
            }
        }

        return distances;
    }

    /// <summary>Products of the vectors from their mean, from their distances alone (Torgerson 1952).</summary>
    private static double[][] Centred(double[][] distances)
    {
        var means = Array.ConvertAll(distances, row => row.Average(distance => distance * distance));
        var mean = means.DefaultIfEmpty().Average();
        return [.. distances.Select((row, i) => row.Select((distance, j) => (means[i] + means[j] - mean - (distance * distance)) / 2).ToArray())];
    }

    /// <summary>The strongest eigenvector, scaled by the root of its eigenvalue, orthogonal to another.</summary>
    private static double[] Component(double[][] gram, double[]? other, CancellationToken cancellationToken)
    {
        // Any start will do that is orthogonal to no component by construction.
        var vector = Enumerable.Range(1, gram.Length).Select(i => 1 + ((i * 0.618034) % 1)).ToArray();
        var strength = 0.0;
        for (var round = 0; round < PowerRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = Array.ConvertAll(gram, row => TensorPrimitives.Dot<double>(row, vector));
            if (other is not null && TensorPrimitives.Dot<double>(other, other) is > 0 and var square)
                TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(next, other) / square, next, next);
            strength = TensorPrimitives.Norm<double>(next);
            if (strength < 1e-12)
                return new double[gram.Length];
            TensorPrimitives.Divide(next, strength, vector);
        }

        TensorPrimitives.Multiply(vector, Math.Sqrt(strength), vector);
        return vector;
    }

    private static (double X, double Y)[] Majorize(double[][] distances, (double X, double Y)[] places, CancellationToken cancellationToken)
    {
        for (var round = 0; round < StressRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = new (double X, double Y)[places.Length];
            for (var i = 0; i < places.Length; i++)
            {
                var (x, y) = (0.0, 0.0);
                for (var j = 0; j < places.Length; j++)
                {
                    var (dx, dy) = (places[i].X - places[j].X, places[i].Y - places[j].Y);
                    var apart = Math.Sqrt((dx * dx) + (dy * dy));
                    var pull = apart > 1e-12 ? distances[i][j] / apart : 0;
                    x += places[j].X + (dx * pull);
                    y += places[j].Y + (dy * pull);
                }

                next[i] = (x / places.Length, y / places.Length);
            }

            places = next;
        }

        return places;
    }
}
