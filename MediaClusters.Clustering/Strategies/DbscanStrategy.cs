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
        var near = new int[distances.Count];
        var core = FindCores(distances, weights, near, cancellationToken);
        LabelCores(core, JoinCores(distances, core, near, cancellationToken), labels);
        ReachBorders(distances, core, near, labels, cancellationToken);
        return Name;
    }

    private bool[] FindCores(DistanceMatrix distances, ReadOnlySpan<int> weights, int[] near, CancellationToken cancellationToken)
    {
        var core = new bool[distances.Count];
        for (var i = 0; i < core.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var neighbours = 0L;
            foreach (var j in Near.Find(distances.Row(i), _epsilon, near))
                neighbours += weights[j];
            core[i] = neighbours >= minSamples;
        }

        return core;
    }

    private DisjointSets JoinCores(DistanceMatrix distances, bool[] core, int[] near, CancellationToken cancellationToken)
    {
        var sets = new DisjointSets(core.Length);
        for (var i = 0; i < core.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!core[i])
                continue;
            foreach (var k in Near.Find(distances.After(i), _epsilon, near))
            {
                if (core[i + 1 + k])
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

    private void ReachBorders(DistanceMatrix distances, bool[] core, int[] near, Span<int> labels, CancellationToken cancellationToken)
    {
        for (var i = 0; i < core.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (core[i])
                continue;
            foreach (var j in Near.Find(distances.Row(i), _epsilon, near))
            {
                if (core[j] && (labels[i] == IClusteringStrategy.Noise || labels[j] < labels[i]))
                    labels[i] = labels[j];
            }
        }
    }
}
