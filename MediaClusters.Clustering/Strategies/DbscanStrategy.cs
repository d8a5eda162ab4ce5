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

    public bool CollapsesDuplicates => false;

    public string Assign(DistanceMatrix distances, ReadOnlySpan<int> weights, Span<int> labels, CancellationToken cancellationToken)
    {
        var core = FindCores(distances, weights, cancellationToken);
        LabelCores(core, JoinCores(distances, core, cancellationToken), labels);
        ReachBorders(distances, core, labels, cancellationToken);
        return Name;
    }

    private bool[] FindCores(DistanceMatrix distances, ReadOnlySpan<int> weights, CancellationToken cancellationToken)
    {
        var neighbours = new long[weights.Length];
        for (var i = 0; i < neighbours.Length; i++)
            neighbours[i] = weights[i];
        for (var i = 0; i < neighbours.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var after = distances.After(i);
            for (var k = 0; k < after.Length; k++)
            {
                if (after[k] > _epsilon)
                    continue;
                neighbours[i] += weights[i + 1 + k];
                neighbours[i + 1 + k] += weights[i];
            }
        }

        return Array.ConvertAll(neighbours, count => count >= minSamples);
    }

    private DisjointSets JoinCores(DistanceMatrix distances, bool[] core, CancellationToken cancellationToken)
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

    private static void LabelCores(bool[] core, DisjointSets sets, Span<int> labels)
    {
        labels.Fill(IClusteringStrategy.Noise);
        var groups = 0;
        for (var i = 0; i < core.Length; i++)
        {
            if (!core[i])
                continue;
            var first = sets.Find(i);
            labels[i] = first == i ? groups++ : labels[first];
        }
    }

    private void ReachBorders(DistanceMatrix distances, bool[] core, Span<int> labels, CancellationToken cancellationToken)
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
