using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Clustering.Identity;

/// <summary>
/// Which former group goes on as which present one: the pairs whose scores add up to the most. A score is
/// <see cref="OverlapWeight"/> times the Jaccard index of the two over the photos of both versions, plus
/// <see cref="CentroidWeight"/> times the cosine of their centroids, both by present embeddings, so that another
/// model changes nothing.
/// </summary>
internal sealed class Continuity
{
    /// <summary>Weight of the photos in common.</summary>
    public const double OverlapWeight = 0.75;

    /// <summary>Weight of the likeness of the centroids; decides between pieces of about one size.</summary>
    public const double CentroidWeight = 0.25;

    /// <summary>Below this score no group goes on: one that keeps a fifth of its photos and its direction, or a third and hardly that.</summary>
    public const double LeastScore = 0.4;

    /// <summary>Groups without a photo in common go on from this cosine of their centroids, where neither shares enough with any other.</summary>
    public const double LeastLikeness = 0.97;

    private Continuity(int[] heirs, int[] formers)
    {
        Heirs = heirs;
        Formers = formers;
    }

    /// <summary>The present group that each former one goes on as, or a negative number.</summary>
    public IReadOnlyList<int> Heirs { get; }

    /// <summary>The former group that each present one continues, or a negative number.</summary>
    public IReadOnlyList<int> Formers { get; }

    public static Continuity Find(Overlap overlap, History history, Centroids centroids, UnitVectors vectors, CancellationToken cancellationToken)
    {
        var heirs = new Matching(overlap, history, centroids, vectors).Solve(cancellationToken);
        var formers = new int[centroids.Count];
        Array.Fill(formers, -1);
        for (var former = 0; former < heirs.Length; former++)
        {
            if (heirs[former] >= 0)
                formers[heirs[former]] = former;
        }

        return new Continuity(heirs, formers);
    }
}
