using MediaClusters.Clustering;
using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Contenders;

/// <summary>The engine with given options.</summary>
/// <param name="nearestIsHero">Heroes are the photos nearest to the centroid, whatever their signals.</param>
internal sealed class EngineContender(string name, ClusteringOptions options, bool nearestIsHero = false) : Contender(name)
{
    private readonly PetClusterer _clusterer = new(options);

    public override Func<Outcome> Prepare(LabelledPet pet, CancellationToken cancellationToken) => () =>
    {
        var result = _clusterer.Cluster(pet.Photos, cancellationToken: cancellationToken);
        return Read(pet, result, cluster => nearestIsHero ? cluster.Members[0].ImageId : cluster.Hero.ImageId);
    };

    private static Outcome Read(LabelledPet pet, ClusteringResult result, Func<Cluster, Guid> hero)
    {
        var positions = new Dictionary<Guid, int>(pet.Photos.Count);
        for (var i = 0; i < pet.Photos.Count; i++)
            positions.Add(pet.Photos[i].ImageId, i);

        var labels = new int[pet.Photos.Count];
        Array.Fill(labels, LabelledPet.Outlier);
        foreach (var cluster in result.Clusters)
        {
            foreach (var member in cluster.Members)
                labels[positions[member.ImageId]] = cluster.Index;
        }

        return new Outcome(labels, [.. result.Clusters.Select(cluster => positions[hero(cluster)])]);
    }
}
