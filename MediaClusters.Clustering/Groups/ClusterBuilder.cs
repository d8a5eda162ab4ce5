using System.Globalization;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Heroes;
using MediaClusters.Clustering.Quality;

namespace MediaClusters.Clustering.Groups;

/// <summary>Turns the groups of one run into clusters, in the order of the grouping.</summary>
internal sealed class ClusterBuilder(PhotoSet set, UnitVectors vectors, HeroSelector heroes)
{
    private readonly List<Cluster> _clusters = [];
    private readonly DateTimeOffset? _newest = set.Newest;
    private double _similarities;
    private int _members;

    /// <summary>The clusters so far.</summary>
    public IReadOnlyList<Cluster> Clusters => _clusters;

    /// <summary>Mean similarity of all members to their centroids; null without clusters.</summary>
    public double? Cohesion => _members > 0 ? _similarities / _members : null;

    /// <summary>Adds the next group.</summary>
    /// <param name="positions">Positions of its photos, ascending and so by image id.</param>
    public void Add(IReadOnlyList<int> positions)
    {
        var distances = Centroid.Distances(vectors, positions);
        _similarities += distances.Sum(distance => 1 - distance);
        _members += distances.Length;

        var members = positions
            .Select((photo, i) => new GroupMember(set.Photos[photo], Figures.Round(distances[i])))
            .ToArray();
        _clusters.Add(new Cluster(
            _clusters.Count,
            StableIds.For(members[0].Photo.ImageId),
            string.Create(CultureInfo.InvariantCulture, $"group {_clusters.Count + 1}"),
            heroes.Select(members, _newest),
            [.. members
                .Select(member => new ClusterMember(member.Photo.ImageId, member.Distance))
                .OrderBy(member => member.Distance)
                .ThenBy(member => member.ImageId)]));
    }
}
