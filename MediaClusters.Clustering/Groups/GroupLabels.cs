using System.Globalization;

namespace MediaClusters.Clustering.Groups;

/// <summary>
/// Names for people: a group's most characteristic tag and its dominant pose, "beach, front", or one of them, or
/// "group 1" by its place. A tag is characteristic that at least half of the group's photos have and that is
/// <see cref="LeastLift"/> times as frequent there as among the pet's other photos; the most is the one with the largest
/// difference of the two shares. A pose is dominant that at least half have. Ties go to the more frequent, then to the
/// first by code units. Of groups of one name the second is "beach 2".
/// </summary>
internal sealed class GroupLabels
{
    /// <summary>How many times as frequent a tag is inside a group as outside to name it.</summary>
    public const double LeastLift = 1.5;

    // More of a photo's tags are not looked at.
    private const int MaxTags = 50;

    private readonly PhotoSet _set;
    private readonly Words _tags = new();
    private readonly Words _poses = new();
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    private GroupLabels(PhotoSet set) => _set = set;

    /// <summary>The label of each group, no two alike.</summary>
    public static string[] For(PhotoSet set, Grouping grouping)
    {
        var labels = new GroupLabels(set);
        for (var photo = 0; photo < set.Photos.Count; photo++)
            labels.CountTags(photo);
        labels._tags.KeepTotals();

        var names = new string[grouping.Groups.Count];
        for (var group = 0; group < names.Length; group++)
            names[group] = labels.Unique(labels.Name(grouping.Groups[group]) ?? string.Create(CultureInfo.InvariantCulture, $"group {group + 1}"));
        return names;
    }

    private string? Name(IReadOnlyList<int> photos)
    {
        foreach (var photo in photos)
        {
            CountTags(photo);
            _poses.NextPhoto();
            _poses.Count(_set.Photos[photo].Pose);
        }

        var (tag, pose) = (Most(_tags, photos.Count, Lead), Most(_poses, photos.Count, static (_, _, _) => 1));
        _tags.Clear();
        _poses.Clear();
        return tag is null || pose is null || string.Equals(tag, pose, StringComparison.Ordinal) ? tag ?? pose : $"{tag}, {pose}";
    }

    private void CountTags(int photo)
    {
        var tags = _set.Photos[photo].Tags;
        _tags.NextPhoto();
        for (var i = 0; i < tags.Count && i < MaxTags; i++)
            _tags.Count(tags[i]);
    }

    private static string? Most(Words words, int photos, Func<Words, int, int, double> lead)
    {
        var (most, mostLead) = (-1, 0.0);
        foreach (var word in words.Touched)
        {
            if (2 * words.Photos(word) < photos || lead(words, word, photos) is not (> 0 and var ahead))
                continue;
            if (most < 0 || ahead > mostLead || (ahead == mostLead && Precedes(words, word, most)))
                (most, mostLead) = (word, ahead);
        }

        return most < 0 ? null : words.Text(most);
    }

    private static bool Precedes(Words words, int word, int other) =>
        words.Photos(word) != words.Photos(other)
            ? words.Photos(word) > words.Photos(other)
            : string.CompareOrdinal(words.Text(word), words.Text(other)) < 0;

    private double Lead(Words words, int word, int photos)
    {
        var others = _set.Photos.Count - photos;
        var inside = (double)words.Photos(word) / photos;
        var outside = others > 0 ? (double)(words.Total(word) - words.Photos(word)) / others : 0;
        return inside >= LeastLift * outside ? inside - outside : 0;
    }

    private string Unique(string label)
    {
        if (_used.TryAdd(label, 1))
            return label;
        string numbered;
        do
            numbered = string.Create(CultureInfo.InvariantCulture, $"{label} {++_used[label]}");
        while (!_used.TryAdd(numbered, 1));
        return numbered;
    }
}
