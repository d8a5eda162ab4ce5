using MediaClusters.Clustering;
using MediaClusters.Clustering.Quality;

namespace MediaClusters.Tests.Clustering.Increment;

/// <summary>How alike two results of the same photos and the same previous version are.</summary>
/// <param name="AdjustedRand">Adjusted Rand index, photos in no group as groups of one; null with fewer than two photos.</param>
/// <param name="PlacedAlike">Share of photos that are in the group of the same stable id in both, or in none; null without photos.</param>
internal sealed record Agreement(double? AdjustedRand, double? PlacedAlike)
{
    public static Agreement Between(ClusteringResult left, ClusteringResult right)
    {
        var (lefts, rights) = (Ids(left), Ids(right));
        var numbers = lefts.Values.Concat(rights.Values).Distinct().Index().ToDictionary(id => id.Item, id => id.Index);
        int Label(Guid id) => id == Guid.Empty ? -1 : numbers[id];
        int[] leftLabels = [.. lefts.Select(photo => Label(photo.Value))];
        int[] rightLabels = [.. lefts.Select(photo => Label(rights[photo.Key]))];
        return new Agreement(
            AdjustedRandIndex.Between(leftLabels, rightLabels),
            leftLabels.Length > 0 ? leftLabels.Zip(rightLabels).Average(pair => pair.First == pair.Second ? 1.0 : 0) : null);
    }

    private static Dictionary<Guid, Guid> Ids(ClusteringResult result)
    {
        var ids = result.Noise.ToDictionary(photo => photo, _ => Guid.Empty);
        foreach (var cluster in result.Clusters)
        {
            foreach (var member in cluster.Members)
                ids.Add(member.ImageId, cluster.StableId);
        }

        return ids;
    }
}
