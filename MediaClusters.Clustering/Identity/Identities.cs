using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Clustering.Identity;

/// <summary>Names of a run's groups, and what became of those of the previous version.</summary>
/// <param name="Ids">Stable id of each group.</param>
/// <param name="Changes">What happened to groups besides going on.</param>
/// <param name="Formers">The former group that each one continues, or null.</param>
internal sealed record Identities(IReadOnlyList<Guid> Ids, IReadOnlyList<GroupChange> Changes, IReadOnlyList<FormerGroup?> Formers)
{
    /// <summary>The identities of a pet's first groups.</summary>
    public static Identities First(PhotoSet set, Grouping grouping)
    {
        var groups = grouping.Groups.Count;
        return new(Name(set, grouping, new FormerGroup?[groups], follows: 0, new HashSet<Guid>(groups)), [], new FormerGroup?[groups]);
    }

    /// <summary>The identities of groups that follow others.</summary>
    public static Identities After(History history, Overlap overlap, PhotoSet set, UnitVectors vectors, Grouping grouping, Centroids centroids, CancellationToken cancellationToken)
    {
        var continuity = Continuity.Find(overlap, history, centroids, vectors, cancellationToken);
        var formers = new FormerGroup?[grouping.Groups.Count];
        for (var group = 0; group < formers.Length; group++)
            formers[group] = continuity.Formers[group] >= 0 ? history.Groups[continuity.Formers[group]] : null;

        var taken = new HashSet<Guid>(history.Groups.Count + formers.Length);
        foreach (var former in history.Groups)
            taken.Add(former.StableId);
        var ids = Name(set, grouping, formers, history.Version, taken);
        return new(ids, new Changes(history, overlap, continuity).Find(ids), formers);
    }

    private static Guid[] Name(PhotoSet set, Grouping grouping, FormerGroup?[] formers, long follows, HashSet<Guid> taken)
    {
        var ids = new Guid[formers.Length];
        for (var group = 0; group < ids.Length; group++)
            ids[group] = formers[group]?.StableId ?? StableIds.New(set.Photos[grouping.Groups[group][0]].ImageId, follows, taken);
        return ids;
    }
}
