using System.Globalization;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Strategies;

/// <summary>
/// DBSCAN (Ester, Kriegel, Sander and Xu 1996). Groups are numbered by their first core photo, and a border
/// photo belongs to the lowest-numbered group that reaches it: what a scan in photo order that expands one
/// group at a time comes to, and so the labels that scikit-learn gives.
/// </summary>
internal sealed class DbscanStrategy(double epsilon, int minSamples) : IClusteringStrategy
{
    public const string StrategyName = "dbscan";

    // Distances are float32; so is the threshold, or a distance of exactly epsilon might fall outside.
    private readonly float _epsilon = (float)epsilon;

    public string Name => StrategyName;

    public string Parameters =>
        string.Create(CultureInfo.InvariantCulture, $"epsilon={epsilon};min_samples={minSamples}");

    public int[] Assign(CondensedDistances distances, CancellationToken cancellationToken)
    {
        var core = FindCores(distances, cancellationToken);
        var labels = LabelCores(core, JoinCores(distances, core, cancellationToken));
        ReachBorders(distances, core, labels, cancellationToken);
        return labels;
    }

    private bool[] FindCores(CondensedDistances distances, CancellationToken cancellationToken)
    {
        var neighbours = new int[distances.Count];
        Array.Fill(neighbours, 1);
        for (var i = 0; i < neighbours.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var after = distances.After(i);
            for (var k = 0; k < after.Length; k++)
            {
                if (after[k] > _epsilon)
                    continue;
                neighbours[i]++;
                neighbours[i + 1 + k]++;
            }
        }

        return Array.ConvertAll(neighbours, count => count >= minSamples);
    }

    private DisjointSets JoinCores(CondensedDistances distances, bool[] core, CancellationToken cancellationToken)
    {
        var sets = new DisjointSets(core.Length);
        for (var i = 0; i < core.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!core[i])
                continue;
            var after = distances.After(i);
            for (var k = 0; k < after.Length; k++)
            {
                if (after[k] <= _epsilon && core[i + 1 + k])
                    sets.Join(i, i + 1 + k);
            }
        }

        return sets;
    }

    private static int[] LabelCores(bool[] core, DisjointSets sets)
    {
        var labels = new int[core.Length];
        Array.Fill(labels, IClusteringStrategy.Noise);
        var groups = 0;
        for (var i = 0; i < core.Length; i++)
        {
            if (!core[i])
                continue;
            var first = sets.Find(i);
            labels[i] = first == i ? groups++ : labels[first];
        }

        return labels;
    }

    private void ReachBorders(CondensedDistances distances, bool[] core, int[] labels, CancellationToken cancellationToken)
    {
        for (var i = 0; i < core.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var after = distances.After(i);
            for (var k = 0; k < after.Length; k++)
            {
                var j = i + 1 + k;
                if (core[i] == core[j] || after[k] > _epsilon)
                    continue;
                var (border, label) = core[i] ? (j, labels[i]) : (i, labels[j]);
                if (labels[border] == IClusteringStrategy.Noise || label < labels[border])
                    labels[border] = label;
            }
        }
    }
}
