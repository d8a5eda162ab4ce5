using System.Globalization;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Strategies.Hdbscan;

/// <summary>
/// HDBSCAN (Campello, Moulavi and Sander 2013): density-based groups, each at the density that suits it. A photo that
/// stands for enough others by itself, and is in no group, is one.
/// </summary>
internal sealed class HdbscanStrategy : IClusteringStrategy
{
    public const string StrategyName = "hdbscan";

    private readonly HdbscanOptions _options;

    public HdbscanStrategy(HdbscanOptions options) => _options = options.Scaled(1);

    public string Name => StrategyName;

    public string Parameters => string.Create(
        CultureInfo.InvariantCulture,
        $"hdbscan_min_samples={_options.MinSamples};min_cluster_size={_options.MinClusterSize};" +
        $"allow_single_cluster={_options.AllowSingleCluster};max_reach={_options.MaxReach}");

    public bool CollapsesDuplicates => true;

    public string Assign(DistanceMatrix distances, ReadOnlySpan<int> weights, Span<int> labels, CancellationToken cancellationToken)
    {
        var cores = CoreDistances.Measure(distances, weights, _options.MinSamples, cancellationToken);
        labels.Fill(IClusteringStrategy.Noise);

        // Where all photos together are too few samples, no two are ever connected.
        if (cores.Length > 0 && float.IsFinite(cores[0]))
        {
            var tree = SpanningTree.Build(distances, cores, cancellationToken);
            new CondensedTree(tree, weights, _options, cancellationToken).Label(labels);
        }

        var groups = 0;
        foreach (var label in labels)
            groups = Math.Max(groups, label + 1);
        for (var photo = 0; photo < labels.Length; photo++)
        {
            if (labels[photo] == IClusteringStrategy.Noise && weights[photo] >= _options.MinClusterSize)
                labels[photo] = groups++;
        }

        return Name;
    }
}
