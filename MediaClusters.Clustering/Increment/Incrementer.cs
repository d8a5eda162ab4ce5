using System.Globalization;
using System.Numerics.Tensors;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Identity;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Clustering.Increment;

/// <summary>
/// Goes on from the previous version where little has changed: its photos stay in their groups while these hold them,
/// new ones join those they clearly belong to, the rest is noise. Where more has changed, it declines.
/// </summary>
internal sealed class Incrementer(IncrementOptions options, double nearDuplicates)
{
    /// <summary>What a run names as its strategy.</summary>
    public const string StrategyName = "increment";

    // With fewer photos each one counts for so much that all are looked at again.
    private const int LeastPhotos = 8;

    private readonly IncrementOptions _options = new()
    {
        Enabled = options.Enabled,
        MaxNewShare = options.MaxNewShare,
        MaxUnplacedShare = options.MaxUnplacedShare,
        Reach = options.Reach,
        Margin = options.Margin,
    };

    /// <summary>The options in canonical text.</summary>
    public string Parameters => _options.Enabled
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"increment_new={_options.MaxNewShare};increment_unplaced={_options.MaxUnplacedShare};increment_reach={_options.Reach};increment_margin={_options.Margin}")
        : "increment=off";

    /// <summary>Labels every photo; null when it takes a full run.</summary>
    /// <param name="vectors">The photos.</param>
    /// <param name="history">The previous version, or null.</param>
    /// <param name="labels">Gets the labels; holds nothing of use when a full run follows.</param>
    /// <param name="cancellationToken">Checked once a photo.</param>
    public ClusteringRun? Place(UnitVectors vectors, History? history, int[] labels, CancellationToken cancellationToken)
    {
        if (!_options.Enabled || labels.Length < LeastPhotos || history is not { AllowsIncrement: true, Groups.Count: > 0 })
            return null;

        if (TooManyGone(history))
            return null;

        history.GroupOf.CopyTo(labels, 0);
        var arrived = labels.Count(label => label == History.Unknown);
        if (TooManyNew(history, arrived) || !KeepMembers(vectors, history, labels, cancellationToken))
            return null;

        arrived = labels.Count(label => label == History.Unknown);
        return !TooManyNew(history, arrived) && PlaceRest(vectors, history, labels, cancellationToken)
            ? new ClusteringRun(RunMode.Incremental, StrategyName, history.AddedSinceFull + arrived)
            : null;
    }

    private bool TooManyGone(History history)
    {
        var gone = history.Groups.Sum(group => group.Size - group.Present.Count);
        return gone > _options.MaxNewShare * (history.GroupOf.Length + gone);
    }

    private bool TooManyNew(History history, int arrived) =>
        (long)history.AddedSinceFull + arrived > _options.MaxNewShare * history.GroupOf.Length;

    /// <summary>Photos that their group no longer holds, as of another embedding, count as new ones. False when a group lost most of its photos.</summary>
    private bool KeepMembers(UnitVectors vectors, History history, int[] labels, CancellationToken cancellationToken)
    {
        if (history.Groups.Any(group => IsLost(group, group.Present.Count)))
            return false;

        using var joining = Joining.For(vectors, Array.ConvertAll([.. history.Groups], group => group.Present), _options, nearDuplicates);
        for (var group = 0; group < history.Groups.Count; group++)
        {
            var left = history.Groups[group].Present.Count;
            foreach (var photo in history.Groups[group].Present)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (joining.Holds(group, vectors[photo]))
                    continue;
                labels[photo] = History.Unknown;
                left--;
            }

            if (IsLost(history.Groups[group], left))
                return false;
        }

        return true;
    }

    private static bool IsLost(FormerGroup group, int left) => 2 * left < group.Size || left < Math.Min(group.Size, 2) || left == 0;

    /// <summary>Finds groups for the new photos. False when too many find none, or might be the start of one.</summary>
    private bool PlaceRest(UnitVectors vectors, History history, int[] labels, CancellationToken cancellationToken)
    {
        var members = Array.ConvertAll(new List<int>[history.Groups.Count], _ => new List<int>());
        for (var photo = 0; photo < labels.Length; photo++)
        {
            if (labels[photo] >= 0)
                members[labels[photo]].Add(photo);
        }

        using var joining = Joining.For(vectors, members, _options, nearDuplicates);
        var unplaced = new List<int>();
        for (var photo = 0; photo < labels.Length; photo++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (labels[photo] == History.Unknown)
            {
                labels[photo] = joining.Find(vectors[photo]);
                if (labels[photo] < 0)
                    unplaced.Add(photo);
            }
            else if (labels[photo] == History.Noise)
            {
                labels[photo] = joining.FindInside(vectors[photo]);
            }
        }

        return unplaced.Count <= _options.MaxUnplacedShare * labels.Length && !StartGroup(vectors, labels, unplaced, joining.PairDistance(), cancellationToken);
    }

    /// <summary>Whether one of the photos that found no group is as near to another photo of none as photos of a group, or near-duplicates, are; any, where no group shows how near that is.</summary>
    private bool StartGroup(UnitVectors vectors, int[] labels, List<int> unplaced, double? pairDistance, CancellationToken cancellationToken)
    {
        if (pairDistance is not { } pairs)
            return unplaced.Count > 0;

        var distance = Math.Max(pairs, nearDuplicates);
        foreach (var photo in unplaced)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var other = 0; other < labels.Length; other++)
            {
                if (other != photo && labels[other] == IClusteringStrategy.Noise && 1 - TensorPrimitives.Dot(vectors[photo], vectors[other]) <= distance)
                    return true;
            }
        }

        return false;
    }
}
