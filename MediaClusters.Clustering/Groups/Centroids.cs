using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Groups;

/// <summary>
/// The directions that groups' photos share: the mean of their unit vectors, scaled to unit length. Photos that
/// cancel out share none; theirs is the zero vector, which is at a distance of 1 to everything, as an orthogonal one.
/// </summary>
internal sealed class Centroids : IDisposable
{
    // Rounding leaves some 1e-8 of unit vectors that cancel out.
    private const double LeastLength = 1e-6;

    private readonly int _dimensions;
    private readonly float[] _block;
    private readonly double[] _lengths;

    private Centroids(int count, int dimensions)
    {
        _dimensions = dimensions;
        _lengths = new double[count];
        _block = Blocks.Pool.Rent(checked(count * dimensions));
    }

    public int Count => _lengths.Length;

    /// <summary>One after the other.</summary>
    public ReadOnlySpan<float> All => _block.AsSpan(0, Count * _dimensions);

    public ReadOnlySpan<float> this[int group] => _block.AsSpan(group * _dimensions, _dimensions);

    /// <summary>The centroids of groups of photos.</summary>
    public static Centroids Of(UnitVectors vectors, IReadOnlyList<IReadOnlyList<int>> groups)
    {
        var centroids = new Centroids(groups.Count, vectors.Dimensions);
        var sum = new double[vectors.Dimensions];
        for (var group = 0; group < groups.Count; group++)
            centroids.Average(vectors, group, groups[group], sum);
        return centroids;
    }

    /// <summary>Length of the sum of a group's unit vectors: the number of its photos if all point one way.</summary>
    public double Length(int group) => _lengths[group];

    /// <summary>Cosine similarity to a unit vector.</summary>
    public double Similarity(int group, ReadOnlySpan<float> vector) => Math.Clamp(Sums.Dot(this[group], vector), -1, 1);

    /// <summary>Cosine distance to a unit vector, in [0, 2].</summary>
    public double Distance(int group, ReadOnlySpan<float> vector) => 1 - Similarity(group, vector);

    public void Dispose() => Blocks.Pool.Return(_block);

    private void Average(UnitVectors vectors, int group, IReadOnlyList<int> members, double[] sum)
    {
        Array.Clear(sum);
        for (var i = 0; i < members.Count; i++)
            Sums.Add(sum, vectors[members[i]]);

        var squares = 0.0;
        foreach (var value in sum)
            squares += value * value;
        var length = Math.Sqrt(squares);

        var target = _block.AsSpan(group * _dimensions, _dimensions);
        if (length < LeastLength * members.Count)
        {
            target.Clear();
            return;
        }

        _lengths[group] = length;
        for (var k = 0; k < sum.Length; k++)
            target[k] = (float)(sum[k] / length);
    }
}
