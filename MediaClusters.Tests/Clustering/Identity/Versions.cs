using MediaClusters.Clustering;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Duplicates;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Heroes;
using MediaClusters.Clustering.Identity;

namespace MediaClusters.Tests.Clustering.Identity;

/// <summary>Results of given labels, so that a test decides what groups become.</summary>
internal static class Versions
{
    /// <summary>The version of <paramref name="photos"/> with <paramref name="labels"/>, a negative one for noise.</summary>
    public static ClusteringResult Of(Photo[] photos, int[] labels, PreviousClusters? previous = null)
    {
        var set = PhotoSet.From(photos);
        using var vectors = UnitVectors.From(set.Photos);
        var history = previous is null ? null : History.From(previous, set);
        using var distances = DistanceMatrix.Measure(vectors, CancellationToken.None);
        var duplicates = NearDuplicates.Find(distances, 0.03f, CancellationToken.None);
        return new ResultBuilder(set, vectors, history, duplicates, new HeroSelector(new HeroOptions()))
            .Build("test", new ClusteringRun(RunMode.Full, "test"), Grouping.FromLabels(labels), silhouette: null, CancellationToken.None);
    }

    /// <summary>What the next run gets to know of a result.</summary>
    public static PreviousClusters Previous(this ClusteringResult result) => new(
        [.. result.Clusters.Select(cluster => new PreviousGroup(cluster.StableId, cluster.Hero.ImageId, [.. cluster.Members.Select(member => member.ImageId)]))],
        result.Noise,
        AddedSinceFull: result.Run?.AddedSinceFull ?? 0);

    /// <summary>The stable id of the group a photo is in.</summary>
    public static Guid IdOf(this ClusteringResult result, int photo) =>
        result.Clusters.Single(cluster => cluster.Members.Any(member => member.ImageId == Pets.Id(photo))).StableId;
}
