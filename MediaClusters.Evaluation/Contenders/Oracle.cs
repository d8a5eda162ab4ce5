using System.Numerics.Tensors;
using MediaClusters.Clustering;
using MediaClusters.Clustering.Quality;
using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Contenders;

/// <summary>
/// DBSCAN with the epsilon that suits the pet best, chosen by the truth: what no method with one threshold can beat.
/// With two as the least number of samples its groups are the components of the graph of near pairs, so the spanning
/// tree holds every epsilon that makes a difference.
/// </summary>
internal sealed class Oracle() : Contender("oracle")
{
    // Epsilon must be above 0 and at most 2.
    private const double Least = 1e-6;

    public override Func<Outcome> Prepare(LabelledPet pet, CancellationToken cancellationToken) =>
        new EngineContender(Name, new ClusteringOptions
        {
            Strategy = "dbscan",
            Epsilon = Math.Clamp(BestEpsilon(pet, cancellationToken), Least, 2),
            MinSamples = 2,
        }).Prepare(pet, cancellationToken);

    private static double BestEpsilon(LabelledPet pet, CancellationToken cancellationToken)
    {
        var edges = SpanningTree(pet, cancellationToken);
        var truth = pet.Groups.ToArray();
        var labels = Enumerable.Range(0, truth.Length).ToArray();
        var (best, epsilon) = (AdjustedRandIndex.Between(truth, labels) ?? 1, 0.0);
        for (var i = 0; i < edges.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (length, left, right) = edges[i];
            var (kept, gone) = (labels[left], labels[right]);
            for (var photo = 0; photo < labels.Length; photo++)
                labels[photo] = labels[photo] == gone ? kept : labels[photo];

            var index = AdjustedRandIndex.Between(truth, labels) ?? 1;
            if (index > best)
                (best, epsilon) = (index, i + 1 < edges.Length ? (length + edges[i + 1].Length) / 2 : length + Least);
        }

        return epsilon;
    }

    /// <summary>Prim 1957; shortest edges first.</summary>
    private static (double Length, int Left, int Right)[] SpanningTree(LabelledPet pet, CancellationToken cancellationToken)
    {
        var count = pet.Photos.Count;
        var edges = new List<(double, int, int)>(count);
        var nearest = new (double Length, int Tree)[count];
        Array.Fill(nearest, (double.PositiveInfinity, 0));
        var outside = Enumerable.Range(1, Math.Max(0, count - 1)).ToList();
        var last = 0;
        while (outside.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = 0;
            for (var i = 0; i < outside.Count; i++)
            {
                var photo = outside[i];
                var length = 1 - TensorPrimitives.CosineSimilarity(pet.Photos[last].Embedding.Span, pet.Photos[photo].Embedding.Span);
                if (length < nearest[photo].Length)
                    nearest[photo] = (length, last);
                if (nearest[photo].Length < nearest[outside[next]].Length)
                    next = i;
            }

            last = outside[next];
            outside.RemoveAt(next);
            edges.Add((nearest[last].Length, nearest[last].Tree, last));
        }

        return [.. edges.OrderBy(edge => edge.Item1)];
    }
}
