namespace MediaClusters.Clustering.Identity;

/// <summary>
/// What became of groups, each told once. A piece of a former group is a present one that drew at least
/// <see cref="LeastShare"/> of the group's photos and half or more of its own from there, or its heir; two pieces
/// are a split. A source of a present group is a former one that gave it at least <see cref="LeastShare"/> of its
/// photos and half or more of its own, or the one it continues; two sources are a merge. What continues nothing
/// and is no piece was born, what nothing continues and is no source died. Photos of both versions alone count.
/// </summary>
internal sealed class Changes(History history, Overlap overlap, Continuity continuity)
{
    /// <summary>Of a group's photos, what a piece or a source has at least.</summary>
    public const double LeastShare = 0.2;

    private const double Most = 0.5;

    private readonly List<int>?[] _pieces = new List<int>?[history.Groups.Count];
    private readonly List<int>?[] _sources = new List<int>?[overlap.Known.Count];

    /// <summary>The changes: births by index, deaths by stable id, splits by the group's stable id, merges by index.</summary>
    /// <param name="ids">Stable ids of the present groups.</param>
    public IReadOnlyList<GroupChange> Find(IReadOnlyList<Guid> ids)
    {
        foreach (var shared in overlap.Shared)
            Weigh(shared);
        for (var former = 0; former < _pieces.Length; former++)
            AddHeir(former);

        var changes = new List<GroupChange>();
        AddBirths(changes, ids);
        AddDeaths(changes);
        foreach (var (former, pieces) in Several(_pieces))
            changes.Add(new GroupChange(GroupChangeKind.Split, [history.Groups[former].StableId], [.. pieces.Select(piece => ids[piece])]));
        foreach (var (current, sources) in Several(_sources))
            changes.Add(new GroupChange(GroupChangeKind.Merge, [.. sources.Select(source => history.Groups[source].StableId)], [ids[current]]));
        return changes;
    }

    private void Weigh(SharedPhotos shared)
    {
        var ofFormer = (double)shared.Count / history.Groups[shared.Former].Present.Count;
        var ofCurrent = (double)shared.Count / overlap.Known[shared.Current];
        if (ofFormer >= LeastShare && ofCurrent >= Most)
            (_pieces[shared.Former] ??= []).Add(shared.Current);
        if (ofCurrent >= LeastShare && ofFormer >= Most)
            (_sources[shared.Current] ??= []).Add(shared.Former);
    }

    private void AddHeir(int former)
    {
        var heir = continuity.Heirs[former];
        if (heir < 0)
            return;
        Include(_pieces[former] ??= [], heir);
        Include(_sources[heir] ??= [], former);
    }

    private static void Include(List<int> some, int one)
    {
        var position = some.BinarySearch(one);
        if (position < 0)
            some.Insert(~position, one);
    }

    private void AddBirths(List<GroupChange> changes, IReadOnlyList<Guid> ids)
    {
        var pieces = Several(_pieces).SelectMany(group => group.Others).ToHashSet();
        for (var current = 0; current < ids.Count; current++)
        {
            if (continuity.Formers[current] < 0 && !(_sources[current]?.Count > 1) && !pieces.Contains(current))
                changes.Add(new GroupChange(GroupChangeKind.Birth, [], [ids[current]]));
        }
    }

    private void AddDeaths(List<GroupChange> changes)
    {
        var sources = Several(_sources).SelectMany(group => group.Others).ToHashSet();
        for (var former = 0; former < _pieces.Length; former++)
        {
            if (continuity.Heirs[former] < 0 && !(_pieces[former]?.Count > 1) && !sources.Contains(former))
                changes.Add(new GroupChange(GroupChangeKind.Death, [history.Groups[former].StableId], []));
        }
    }

    private static IEnumerable<(int Group, List<int> Others)> Several(List<int>?[] others) =>
        others.Index().Where(group => group.Item?.Count > 1).Select(group => (group.Index, group.Item!));
}
