using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Clustering.Approximate;

/// <summary>Labels photos by their distances; the name of the strategy that did.</summary>
internal delegate string Assignment(DistanceMatrix distances, Span<int> labels, CancellationToken cancellationToken);

/// <summary>
/// Groups of more photos than all pairs of can be measured, in rounds: a sample is clustered exactly, and the rest joins
/// the groups found there that reach it. What is left goes into the next round, where groups too small for the sample
/// show. Some photos of every known group are in the sample too: they tell which group a found one continues, and keep
/// the strategy from taking leftovers for all there is.
/// </summary>
/// <param name="set">The photos.</param>
/// <param name="vectors">Their unit vectors.</param>
/// <param name="assignment">The exact strategy.</param>
/// <param name="exactPhotos">The most photos it is given.</param>
/// <param name="nearDuplicates">The largest cosine distance of near-duplicates.</param>
internal sealed class ApproximateGroups(PhotoSet set, UnitVectors vectors, Assignment assignment, int exactPhotos, float nearDuplicates)
{
    // Each round takes the large groups away; outliers alone would never end.
    private const int MostRounds = 8;

    // Enough to show a group's width; together no more than half of the sample.
    private const int MostWitnesses = 25;

    private readonly int[] _labels = new int[vectors.Count];
    private string _strategy = "";
    private int _groups;

    /// <summary>Finds groups of all photos.</summary>
    /// <returns>The name of the strategy that made those of the first sample.</returns>
    public string Find(Span<int> labels, CancellationToken cancellationToken)
    {
        Array.Fill(_labels, IClusteringStrategy.Noise);
        var open = Enumerable.Range(0, _labels.Length).ToArray();
        for (var round = 0; round < MostRounds && open.Length > 0; round++)
        {
            var witnesses = Witnesses(round);
            var sample = Sample.Draw(set, open, exactPhotos - witnesses.Length, round);
            TakeRound([.. sample.Concat(witnesses).Order()], open, cancellationToken);
            if (sample.Length == open.Length)
                break;
            open = [.. open.Where(photo => _labels[photo] < 0)];
        }

        _labels.CopyTo(labels);
        return _strategy;
    }

    /// <summary>
    /// The silhouette of the first sample's photos, by their final labels. One that is alone of its group there is left
    /// out: that would count as 0, while it is not alone.
    /// </summary>
    public double? Silhouette(ReadOnlySpan<int> labels, CancellationToken cancellationToken)
    {
        var sample = Sample.Draw(set, Enumerable.Range(0, labels.Length).ToArray(), exactPhotos, round: 0);
        var sampled = new int[sample.Length];
        for (var i = 0; i < sample.Length; i++)
            sampled[i] = labels[sample[i]];
        var sizes = sampled.CountBy(label => label).ToDictionary();

        using var selected = vectors.Select(sample);
        using var distances = DistanceMatrix.Measure(selected, cancellationToken);
        var grouping = Grouping.FromLabels(Array.ConvertAll(sampled, label => sizes[label] > 1 ? label : IClusteringStrategy.Noise));
        return Quality.Silhouette.Mean(grouping, distances, cancellationToken);
    }

    private int[] Witnesses(int round)
    {
        if (_groups == 0)
            return [];

        var each = Math.Clamp(exactPhotos / 2 / _groups, 1, MostWitnesses);
        var witnesses = Enumerable.Range(0, _labels.Length)
            .Where(photo => _labels[photo] >= 0)
            .GroupBy(photo => _labels[photo])
            .SelectMany(group => Sample.Draw(set, group.ToArray(), each, round));
        return Sample.Draw(set, [.. witnesses.Order()], exactPhotos / 2, round);
    }

    private void TakeRound(int[] sample, int[] open, CancellationToken cancellationToken)
    {
        var groups = Cluster(sample, cancellationToken);
        var labels = Continue(groups);
        for (var group = 0; group < groups.Length; group++)
        {
            foreach (var photo in groups[group].Where(photo => _labels[photo] < 0))
                _labels[photo] = labels[group];
        }

        // A lone photo shows no width; the grouping has the largest first.
        var pairs = groups.TakeWhile(group => group.Length > 1).ToArray();
        var rest = open.Where(photo => _labels[photo] < 0 && Array.BinarySearch(sample, photo) < 0).ToArray();
        if (pairs.Length == 0 || rest.Length == 0)
            return;
        using var reach = Reach.Of(vectors, pairs, nearDuplicates);
        reach.Join(vectors, rest, labels, _labels, cancellationToken);
    }

    /// <summary>
    /// The known group that each found one continues, or a new one. A known group goes on where most of its witnesses are:
    /// one that strayed does not take a new group in. Where several meet, the one with most witnesses goes on.
    /// </summary>
    private int[] Continue(int[][] found)
    {
        var witnesses = found
            .SelectMany((photos, group) => photos.Where(photo => _labels[photo] >= 0).CountBy(photo => _labels[photo])
                .Select(known => (Group: group, Known: known.Key, Count: known.Value)))
            .GroupBy(shared => shared.Known)
            .Select(shared => shared.OrderByDescending(most => most.Count).ThenBy(most => most.Group).First())
            .ToLookup(most => most.Group);
        return [.. found.Select((_, group) => witnesses.Contains(group)
            ? witnesses[group].OrderByDescending(most => most.Count).ThenBy(most => most.Known).First().Known
            : _groups++)];
    }

    private int[][] Cluster(int[] photos, CancellationToken cancellationToken)
    {
        using var selected = vectors.Select(photos);
        using var distances = DistanceMatrix.Measure(selected, cancellationToken);
        var labels = new int[photos.Length];
        var strategy = assignment(distances, labels, cancellationToken);
        if (_strategy.Length == 0)
            _strategy = strategy;
        return [.. Grouping.FromLabels(labels).Groups.Select(group => group.Select(i => photos[i]).ToArray())];
    }
}
