using System.Numerics.Tensors;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Clustering.Increment;

/// <summary>
/// The rule by which a photo joins one of several groups. A group reaches as far from its centroid as
/// <see cref="IncrementOptions.Reach"/> times the mean distance that its photos have to the centroid of the others: to
/// that of all they would be too near, each having drawn it to itself. Of the groups within whose reach the photo lies the
/// nearest takes it, if it is nearer by <see cref="IncrementOptions.Margin"/> than any other of them. Groups are
/// looked at as they are given; who joins changes nothing for the next.
/// </summary>
internal sealed class Joining : IDisposable
{
    // A photo that is in a group stays up to so many times its reach; if no other group is about as near, to so many.
    private const double Patience = 1.5;
    private const double MostPatience = 2.5;

    private readonly IReadOnlyList<IReadOnlyList<int>> _groups;
    private readonly Centroids _centroids;
    private readonly double[] _typical;
    private readonly double _reach;
    private readonly double _margin;
    private readonly double _leastReach;

    private Joining(IReadOnlyList<IReadOnlyList<int>> groups, Centroids centroids, IncrementOptions options, double nearDuplicates)
    {
        _groups = groups;
        _centroids = centroids;
        _typical = new double[groups.Count];
        (_reach, _margin, _leastReach) = (options.Reach, 1 + options.Margin, nearDuplicates);
    }

    /// <summary>The rule for groups of photos, at least one in each.</summary>
    /// <param name="vectors">Of all photos.</param>
    /// <param name="groups">Positions of the groups' photos.</param>
    /// <param name="options">How far groups reach.</param>
    /// <param name="nearDuplicates">The largest cosine distance of near-duplicates: those of a group's centroid belong to it, however tight it is.</param>
    public static Joining For(UnitVectors vectors, IReadOnlyList<IReadOnlyList<int>> groups, IncrementOptions options, double nearDuplicates)
    {
        var joining = new Joining(groups, Centroids.Of(vectors, groups), options, nearDuplicates);
        for (var group = 0; group < groups.Count; group++)
        {
            var sum = 0.0;
            foreach (var photo in groups[group])
                sum += joining.FromOthers(group, vectors[photo]);
            joining._typical[group] = sum / groups[group].Count;
        }

        return joining;
    }

    /// <summary>The group that a photo of none joins, or <see cref="IClusteringStrategy.Noise"/>.</summary>
    public int Find(ReadOnlySpan<float> vector) => Find(vector, _reach);

    /// <summary>The group whose photos are no nearer to its centroid than this one, on average; or <see cref="IClusteringStrategy.Noise"/>.</summary>
    public int FindInside(ReadOnlySpan<float> vector) => Find(vector, reach: 1);

    /// <summary>Whether a photo of a group still belongs there: about within its reach, or not far out of it and clear of the others.</summary>
    public bool Holds(int group, ReadOnlySpan<float> vector)
    {
        var own = FromOthers(group, vector);
        if (own <= _typical[group])
            return true;
        if (own > MostPatience * Limit(group, _reach))
            return false;

        var within = own <= Patience * Limit(group, _reach);
        for (var other = 0; other < _typical.Length; other++)
        {
            if (other == group)
                continue;
            var distance = Distance(other, vector);
            if (within ? distance * _margin <= own && distance <= Limit(other, _reach) : distance < own * _margin)
                return false;
        }

        return true;
    }

    /// <summary>Mean distance of two photos of one group, over groups by their size; null when no group has two.</summary>
    public double? PairDistance()
    {
        var (sum, photos) = (0.0, 0);
        for (var group = 0; group < _typical.Length; group++)
        {
            double count = _groups[group].Count;
            if (count < 2)
                continue;
            var length = _centroids.Length(group);
            sum += count * (1 - (((length * length) - count) / (count * (count - 1))));
            photos += (int)count;
        }

        return photos > 0 ? sum / photos : null;
    }

    public void Dispose() => _centroids.Dispose();

    private int Find(ReadOnlySpan<float> vector, double reach)
    {
        var (nearest, distance, second) = (IClusteringStrategy.Noise, double.PositiveInfinity, double.PositiveInfinity);
        for (var group = 0; group < _typical.Length; group++)
        {
            var away = Distance(group, vector);
            if (away > Limit(group, _reach))
                continue;
            if (away < distance)
                (nearest, distance, second) = (group, away, distance);
            else
                second = Math.Min(second, away);
        }

        return nearest >= 0 && distance <= Limit(nearest, reach) && second >= distance * _margin ? nearest : IClusteringStrategy.Noise;
    }

    private double Limit(int group, double reach) => Math.Max(reach * _typical[group], _leastReach);

    private double Distance(int group, ReadOnlySpan<float> vector) => 1 - TensorPrimitives.Dot(_centroids[group], vector);

    /// <summary>Distance of a photo of the group to the centroid of the others; 0 when it is alone.</summary>
    private double FromOthers(int group, ReadOnlySpan<float> vector)
    {
        // Rounding leaves others where there are none.
        if (_groups[group].Count == 1)
            return 0;

        var length = _centroids.Length(group);
        var along = length * _centroids.Similarity(group, vector);
        var others = (length * length) - (2 * along) + 1;
        return others > 1e-9 ? 1 - ((along - 1) / Math.Sqrt(others)) : 0;
    }
}
