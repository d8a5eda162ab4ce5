using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Tests.Clustering;

/// <summary>Runs a strategy on bare vectors.</summary>
internal static class Labels
{
    public static int[] Of(float[][] vectors, double epsilon, int minSamples)
    {
        using var distances = Distances(vectors);
        return new DbscanStrategy(epsilon, minSamples).Assign(distances, CancellationToken.None);
    }

    public static CondensedDistances Distances(float[][] vectors)
    {
        using var units = UnitVectors.From(Pets.Photos(vectors));
        return CondensedDistances.Measure(units, CancellationToken.None);
    }

    public static float[][] Rows(CondensedDistances distances)
    {
        var rows = new float[distances.Count][];
        for (var i = 0; i < rows.Length; i++)
            distances.CopyRow(i, rows[i] = new float[distances.Count]);
        return rows;
    }
}
