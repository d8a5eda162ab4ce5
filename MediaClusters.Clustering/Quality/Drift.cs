using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Identity;

namespace MediaClusters.Clustering.Quality;

/// <summary>How far a version is from the previous one, over the photos of both.</summary>
internal static class Drift
{
    /// <summary>Share of the pairs that were in one group and are so no more; null when none was.</summary>
    public static double? Churn(History history, Overlap overlap)
    {
        var (together, still) = (0.0, 0.0);
        foreach (var former in history.Groups)
            together += Pairs(former.Present.Count);
        foreach (var shared in overlap.Shared)
            still += Pairs(shared.Count);
        return together > 0 ? 1 - (still / together) : null;
    }

    /// <summary>Adjusted Rand index, photos in no group as groups of one; null with fewer than two photos in both versions.</summary>
    public static double? AdjustedRand(History history, Grouping grouping)
    {
        var (former, current) = (new int[history.GroupOf.Length], new int[history.GroupOf.Length]);
        var shared = 0;
        for (var photo = 0; photo < history.GroupOf.Length; photo++)
        {
            if (history.GroupOf[photo] == History.Unknown)
                continue;
            (former[shared], current[shared]) = (history.GroupOf[photo], grouping.GroupOf[photo]);
            shared++;
        }

        return AdjustedRandIndex.Between(former.AsSpan(0, shared), current.AsSpan(0, shared));
    }

    private static double Pairs(long photos) => photos * (photos - 1) / 2.0;
}
