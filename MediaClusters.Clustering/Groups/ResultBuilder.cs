using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Duplicates;
using MediaClusters.Clustering.Heroes;
using MediaClusters.Clustering.Identity;
using MediaClusters.Clustering.Quality;

namespace MediaClusters.Clustering.Groups;

/// <summary>Turns the groups of one run into its result: names, heroes, labels and figures.</summary>
/// <param name="set">The photos.</param>
/// <param name="vectors">Their unit vectors.</param>
/// <param name="history">The previous version, or null.</param>
/// <param name="duplicates">Which photos show the same moment again.</param>
/// <param name="heroes">Picks the heroes.</param>
internal sealed class ResultBuilder(PhotoSet set, UnitVectors vectors, History? history, NearDuplicates duplicates, HeroSelector heroes)
{
    /// <summary>The result of a run.</summary>
    /// <param name="algorithm">The strategy that was asked for.</param>
    /// <param name="run">How the run came to the groups.</param>
    /// <param name="grouping">The groups.</param>
    /// <param name="silhouette">Their silhouette.</param>
    /// <param name="cancellationToken">Checked once a group.</param>
    public ClusteringResult Build(string algorithm, ClusteringRun run, Grouping grouping, double? silhouette, CancellationToken cancellationToken)
    {
        using var centroids = Centroids.Of(vectors, grouping.Groups);
        var overlap = history is null ? null : Overlap.Of(history, grouping);
        var identities = history is null || overlap is null
            ? Identities.First(set, grouping)
            : Identities.After(history, overlap, set, vectors, grouping, centroids, cancellationToken);

        var scene = new HeroScene(set.Newest);
        var labels = GroupLabels.For(set, grouping);
        var clusters = new Cluster[grouping.Groups.Count];
        var spreads = new double[clusters.Length];
        for (var index = 0; index < clusters.Length; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var members = Members(grouping.Groups[index], centroids, index, out spreads[index]);
            var choice = heroes.Select(Views(grouping.Groups[index], members), identities.Formers[index]?.HeroId, scene);
            clusters[index] = new Cluster(index, identities.Ids[index], labels[index], choice.Hero, ByDistance(members)) { Candidates = choice.Candidates };
        }

        return new ClusteringResult(algorithm, set.Photos.Count, clusters, Noise(grouping), Metrics(grouping, overlap, centroids, spreads, silhouette, cancellationToken))
        {
            Run = run,
            Changes = identities.Changes,
        };
    }

    private GroupMember[] Members(IReadOnlyList<int> photos, Centroids centroids, int group, out double spread)
    {
        var members = new GroupMember[photos.Count];
        var sum = 0.0;
        for (var i = 0; i < members.Length; i++)
        {
            var distance = centroids.Distance(group, vectors[photos[i]]);
            sum += distance;
            members[i] = new GroupMember(set.Photos[photos[i]], Figures.Round(distance));
        }

        spread = sum / members.Length;
        return members;
    }

    /// <summary>
    /// The members by their distance to the centroid of the photos that stand for their near-duplicates: a burst would
    /// draw the centroid to itself, and make its photos the central ones by their number.
    /// </summary>
    private GroupMember[] Views(IReadOnlyList<int> photos, GroupMember[] members)
    {
        if (duplicates.None)
            return members;
        var views = new List<int>(photos.Count);
        foreach (var photo in photos)
        {
            if (duplicates.IsRepresentative(photo))
                views.Add(photo);
        }

        if (views.Count == photos.Count || views.Count == 0)
            return members;
        using var centre = Centroids.Of(vectors, [views]);
        return Members(photos, centre, group: 0, out _);
    }

    // The members come by image id. Keys are sorted without a delegate, and then the few of equal distance by id again.
    private static ClusterMember[] ByDistance(GroupMember[] members)
    {
        var keys = Array.ConvertAll(members, member => member.Distance);
        var sorted = Array.ConvertAll(members, member => new ClusterMember(member.Photo.ImageId, member.Distance));
        Array.Sort(keys, sorted);
        for (var first = 0; first < keys.Length;)
        {
            var last = first + 1;
            while (last < keys.Length && keys[last] <= keys[first])
                last++;
            if (last - first > 1)
                sorted.AsSpan(first..last).Sort((left, right) => left.ImageId.CompareTo(right.ImageId));
            first = last;
        }

        return sorted;
    }

    private Guid[] Noise(Grouping grouping)
    {
        var noise = new Guid[grouping.Noise.Count];
        for (var i = 0; i < noise.Length; i++)
            noise[i] = set.Photos[grouping.Noise[i]].ImageId;
        return noise;
    }

    private ClusteringMetrics Metrics(Grouping grouping, Overlap? overlap, Centroids centroids, double[] spreads, double? silhouette, CancellationToken cancellationToken)
    {
        var (count, noise) = (set.Photos.Count, grouping.Noise.Count);
        double? noiseShare = count > 0 ? (double)noise / count : null;
        return new ClusteringMetrics(
            Figures.Round(1 - noiseShare),
            Figures.Round(silhouette),
            Figures.Round(Cohesion(grouping, spreads)),
            noise,
            Figures.Round(set.AverageQuality),
            Figures.Round(DaviesBouldin.Index(spreads, centroids, cancellationToken)),
            Figures.Round(noiseShare),
            history is null || overlap is null ? null : Figures.Round(Drift.Churn(history, overlap)),
            history is null ? null : Figures.Round(Drift.AdjustedRand(history, grouping)));
    }

    private static double? Cohesion(Grouping grouping, double[] spreads)
    {
        var (similarities, members) = (0.0, 0);
        for (var group = 0; group < spreads.Length; group++)
        {
            similarities += (1 - spreads[group]) * grouping.Groups[group].Count;
            members += grouping.Groups[group].Count;
        }

        return members > 0 ? similarities / members : null;
    }
}
