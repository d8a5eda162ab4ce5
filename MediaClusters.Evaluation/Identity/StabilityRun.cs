using MediaClusters.Clustering;
using MediaClusters.Clustering.Quality;
using MediaClusters.Evaluation.Pets;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Identity;

/// <summary>Measures how groups keep their ids when a pet changes.</summary>
internal sealed class StabilityRun(EvaluationPlan plan, IProgress<string> progress)
{
    private const int Tenth = 10;

    /// <summary>The figures of each strategy on each family.</summary>
    public IReadOnlyList<StabilityScore> Measure(IReadOnlyList<string> strategies, CancellationToken cancellationToken)
    {
        var scores = new List<StabilityScore>();
        foreach (var strategy in strategies)
        {
            var clusterer = new PetClusterer(new ClusteringOptions { Strategy = strategy });
            foreach (var family in plan.Families)
            {
                var figures = new List<StabilityFigures>();
                foreach (var (seed, dimensions) in plan.Seeds(family))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress.Report($"{strategy}: {family.Name}, seed {seed}");
                    figures.Add(Of(clusterer, family.MakeDrifted(seed, dimensions), cancellationToken));
                }

                scores.Add(new StabilityScore(strategy, family.Name, figures.Count, StabilityFigures.Mean(figures)));
            }
        }

        return scores;
    }

    /// <summary>The figures of one pet.</summary>
    public static StabilityFigures Of(PetClusterer clusterer, (LabelledPet Before, LabelledPet After) pet, CancellationToken cancellationToken)
    {
        var photos = pet.Before.Photos;
        var tenth = Math.Max(1, photos.Count / Tenth);
        var without = Cluster([.. photos.SkipLast(tenth)], null);
        var full = Cluster(photos, without.Previous(allowsIncrement: false));
        var increment = Cluster(photos, without.Previous(allowsIncrement: true));
        var withoutOne = Cluster([.. photos.SkipLast(1)], null);
        return new StabilityFigures(
            KeptIdentity.Share(withoutOne, Cluster(photos, withoutOne.Previous(allowsIncrement: false))),
            KeptIdentity.Share(without, full),
            KeptIdentity.Share(full, Cluster(pet.After.Photos, full.Previous(allowsIncrement: false))),
            KeptIdentity.Share(without, increment),
            AdjustedRandIndex.Between(Labels(photos, full), Labels(photos, increment)));

        ClusteringResult Cluster(IReadOnlyList<Photo> of, PreviousClusters? previous) => clusterer.Cluster(of, previous, cancellationToken);
    }

    private static int[] Labels(IReadOnlyList<Photo> photos, ClusteringResult result)
    {
        var groups = result.Clusters
            .SelectMany(cluster => cluster.Members, (cluster, member) => (member.ImageId, cluster.Index))
            .ToDictionary(photo => photo.ImageId, photo => photo.Index);
        return [.. photos.Select(photo => groups.GetValueOrDefault(photo.ImageId, LabelledPet.Outlier))];
    }
}
