using MediaClusters.Clustering;

namespace MediaClusters.Evaluation.Identity;

/// <summary>How much of a version's identity the next one keeps.</summary>
internal static class KeptIdentity
{
    /// <summary>
    /// Of the photos that were in a group and are still there, the share whose group bears the id it bore; null without
    /// such photos.
    /// </summary>
    public static double? Share(ClusteringResult before, ClusteringResult after)
    {
        var there = after.Noise.ToDictionary(photo => photo, _ => (Guid?)null);
        foreach (var cluster in after.Clusters)
        {
            foreach (var member in cluster.Members)
                there.Add(member.ImageId, cluster.StableId);
        }

        var (all, kept) = (0, 0);
        foreach (var cluster in before.Clusters)
        {
            foreach (var member in cluster.Members)
            {
                if (!there.TryGetValue(member.ImageId, out var id))
                    continue;
                all++;
                kept += id == cluster.StableId ? 1 : 0;
            }
        }

        return all > 0 ? (double)kept / all : null;
    }

    /// <summary>The result as the next run's previous version.</summary>
    public static PreviousClusters Previous(this ClusteringResult result, bool allowsIncrement) => new(
        [.. result.Clusters.Select(cluster => new PreviousGroup(cluster.StableId, cluster.Hero.ImageId, [.. cluster.Members.Select(member => member.ImageId)]))],
        result.Noise,
        allowsIncrement,
        result.Run?.AddedSinceFull ?? 0);
}
