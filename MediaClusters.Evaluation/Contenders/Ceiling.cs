using System.Numerics.Tensors;
using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Contenders;

/// <summary>
/// A reference that knows the true centroids: each photo goes to the nearest centroid of a true group, or to none when it is nearer to
/// where outliers lie, and heroes are chosen by the likelihoods that the signals were drawn from.
/// </summary>
internal sealed class Ceiling() : Contender("ceiling")
{
    public override Func<Outcome> Prepare(LabelledPet pet, CancellationToken cancellationToken) => () =>
    {
        var nearest = Nearest(pet, Centroids(pet));
        var least = LeastCosine(pet, nearest);
        var labels = nearest.Select(near => near.Group >= 0 && near.Cosine >= least[near.Group] ? near.Group : LabelledPet.Outlier).ToArray();
        var heroes = Enumerable.Range(0, least.Length)
            .Select(group => labels.Index().Where(photo => photo.Item == group).Select(photo => photo.Index).DefaultIfEmpty().MaxBy(photo => pet.Evidence[photo]));
        return new Outcome(labels, [.. heroes]);
    };

    private static float[][] Centroids(LabelledPet pet)
    {
        var centroids = new float[pet.Groups.DefaultIfEmpty(LabelledPet.Outlier).Max() + 1][];
        for (var group = 0; group < centroids.Length; group++)
            centroids[group] = new float[pet.Dimensions];
        for (var i = 0; i < pet.Photos.Count; i++)
        {
            if (pet.Groups[i] < 0)
                continue;
            var photo = pet.Photos[i].Embedding.Span;
            var sum = centroids[pet.Groups[i]];
            TensorPrimitives.MultiplyAdd(photo, 1 / TensorPrimitives.Norm(photo), sum, sum);
        }

        return centroids;
    }

    private static (int Group, double Cosine)[] Nearest(LabelledPet pet, float[][] centroids) =>
        [.. pet.Photos.Select(photo => centroids
            .Select((centroid, group) => (group, (double)TensorPrimitives.CosineSimilarity(photo.Embedding.Span, centroid)))
            .DefaultIfEmpty((LabelledPet.Outlier, -1))
            .MaxBy(near => near.Item2))];

    /// <summary>For each group halfway between its members and the pet's outliers.</summary>
    private static double[] LeastCosine(LabelledPet pet, (int Group, double Cosine)[] nearest)
    {
        var outside = nearest.Where((_, i) => pet.Groups[i] < 0).Select(near => near.Cosine).DefaultIfEmpty(-1).Max();
        return [.. Enumerable.Range(0, pet.Groups.DefaultIfEmpty(LabelledPet.Outlier).Max() + 1)
            .Select(group => (outside + nearest.Where((_, i) => pet.Groups[i] == group).Min(near => near.Cosine)) / 2)];
    }
}
