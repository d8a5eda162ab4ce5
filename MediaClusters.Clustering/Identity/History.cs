namespace MediaClusters.Clustering.Identity;

/// <summary>
/// The previous version in terms of this run's photos. It was read from storage, so nothing in it is taken for
/// granted, and no order matters: groups of one name are one group, a photo in several groups belongs to the one
/// with the smallest name, one in a group and in the noise to the group, and a group without a name is left out.
/// </summary>
internal sealed class History
{
    /// <summary>The group of a photo that the previous version had in none.</summary>
    public const int Noise = -1;

    /// <summary>The group of a photo that the previous version did not have.</summary>
    public const int Unknown = -2;

    private History(PreviousClusters previous, FormerGroup[] groups, int[] groupOf)
    {
        AllowsIncrement = previous.AllowsIncrement;
        AddedSinceFull = Math.Max(previous.AddedSinceFull, 0);
        Version = previous.Version;
        Groups = groups;
        GroupOf = groupOf;
    }

    /// <inheritdoc cref="PreviousClusters.AllowsIncrement"/>
    public bool AllowsIncrement { get; }

    /// <inheritdoc cref="PreviousClusters.AddedSinceFull"/>
    public int AddedSinceFull { get; }

    /// <inheritdoc cref="PreviousClusters.Version"/>
    public long Version { get; }

    /// <summary>The groups by stable id.</summary>
    public IReadOnlyList<FormerGroup> Groups { get; }

    /// <summary>The former group of each photo, <see cref="Noise"/> or <see cref="Unknown"/>.</summary>
    public int[] GroupOf { get; }

    public static History From(PreviousClusters previous, PhotoSet set)
    {
        var groupOf = new int[set.Photos.Count];
        Array.Fill(groupOf, Unknown);

        var named = (previous.Groups ?? []).Where(group => group is not null && group.StableId != Guid.Empty).ToArray();
        Array.Sort(named, (left, right) =>
            left.StableId.CompareTo(right.StableId) is var order and not 0 ? order : left.HeroId.CompareTo(right.HeroId));
        var groups = new List<FormerGroup>(named.Length);
        for (var i = 0; i < named.Length;)
        {
            var first = named[i];
            var (size, present) = (0, new List<int>());
            for (; i < named.Length && named[i].StableId == first.StableId; i++)
            {
                size += named[i].Members?.Count ?? 0;
                Claim(named[i].Members, set, groups.Count, groupOf, present);
            }

            present.Sort();
            groups.Add(new FormerGroup(first.StableId, first.HeroId, size, present));
        }

        Claim(previous.Noise, set, Noise, groupOf, present: null);
        return new History(previous, [.. groups], groupOf);
    }

    private static void Claim(IReadOnlyList<Guid>? ids, PhotoSet set, int group, int[] groupOf, List<int>? present)
    {
        for (var i = 0; i < ids?.Count; i++)
        {
            var photo = set.Find(ids[i]);
            if (photo < 0 || groupOf[photo] != Unknown)
                continue;
            groupOf[photo] = group;
            present?.Add(photo);
        }
    }
}
