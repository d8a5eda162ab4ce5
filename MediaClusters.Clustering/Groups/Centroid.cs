using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Groups;

/// <summary>The direction a group's photos share: the mean of their unit vectors, scaled to unit length.</summary>
internal static class Centroid
{
    // Rounding leaves some 1e-8 of unit vectors that cancel out.
    private const double LeastLength = 1e-6;

    /// <summary>
    /// Cosine distance of each member to the centroid, in [0, 2]. Members that cancel out have no common
    /// direction; each is then as far away as an orthogonal vector, 1.
    /// </summary>
    /// <remarks>Sums in double precision and in the order of the members, so the bits depend on nothing else.</remarks>
    public static double[] Distances(UnitVectors vectors, IReadOnlyList<int> members)
    {
        var mean = new double[vectors.Dimensions];
        foreach (var member in members)
        {
            var vector = vectors[member];
            for (var k = 0; k < vector.Length; k++)
                mean[k] += vector[k];
        }

        var length = 0.0;
        foreach (var value in mean)
            length += value * value;
        length = Math.Sqrt(length);

        var distances = new double[members.Count];
        Array.Fill(distances, 1);
        if (length < LeastLength * members.Count)
            return distances;

        for (var i = 0; i < distances.Length; i++)
        {
            var vector = vectors[members[i]];
            var dot = 0.0;
            for (var k = 0; k < vector.Length; k++)
                dot += vector[k] * mean[k];
            distances[i] = Math.Clamp(1 - (dot / length), 0, 2);
        }

        return distances;
    }
}
