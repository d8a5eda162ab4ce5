using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Clustering.Groups;

/// <summary>A strategy's labels in canonical order: largest group first, ties by the first photo; photos ascending.</summary>
internal sealed class Grouping
{
    private Grouping(List<int>[] groups, List<int> noise, int[] groupOf)
    {
        Groups = groups;
        Noise = noise;
        GroupOf = groupOf;
    }

    /// <summary>Positions of the photos of each group.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Groups { get; }

    /// <summary>Positions of the photos in no group.</summary>
    public IReadOnlyList<int> Noise { get; }

    /// <summary>The group of each photo, or a negative number.</summary>
    public int[] GroupOf { get; }

    /// <summary>Reads labels; which number a group bears there does not matter.</summary>
    public static Grouping FromLabels(ReadOnlySpan<int> labels)
    {
        var noise = new List<int>();
        var byLabel = new Dictionary<int, List<int>>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == IClusteringStrategy.Noise)
                noise.Add(i);
            else if (byLabel.TryGetValue(labels[i], out var group))
                group.Add(i);
            else
                byLabel.Add(labels[i], [i]);
        }

        var groups = byLabel.Values.OrderByDescending(group => group.Count).ThenBy(group => group[0]).ToArray();
        var groupOf = new int[labels.Length];
        Array.Fill(groupOf, IClusteringStrategy.Noise);
        for (var index = 0; index < groups.Length; index++)
        {
            foreach (var photo in groups[index])
                groupOf[photo] = index;
        }

        return new Grouping(groups, noise, groupOf);
    }
}
