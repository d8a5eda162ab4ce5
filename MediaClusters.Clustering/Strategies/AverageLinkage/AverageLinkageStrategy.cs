using System.Globalization;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Strategies.AverageLinkage;

/// <summary>Merges the two parts that are nearest on average, until <see cref="TreeCut"/> says stop.</summary>
internal sealed class AverageLinkageStrategy : IClusteringStrategy
{
    public const string StrategyName = "average-linkage";

    private readonly AverageLinkageOptions _options;

    public AverageLinkageStrategy(AverageLinkageOptions options) => _options = options.Scaled(1);

    public string Name => StrategyName;

    public string Parameters => string.Create(
        CultureInfo.InvariantCulture,
        $"least_cut={_options.LeastCut};most_cut={_options.MostCut};cut_share={_options.CutShare};" +
        $"void_ratio={_options.VoidRatio};least_void={_options.LeastVoid};" +
        $"straggler_ratio={_options.StragglerRatio};least_straggle={_options.LeastStraggle}");

    public bool CollapsesDuplicates => true;

    public string Assign(DistanceMatrix distances, ReadOnlySpan<int> weights, Span<int> labels, CancellationToken cancellationToken)
    {
        var tree = NearestNeighbourChain.Build(distances, weights, cancellationToken);
        new TreeCut(distances, tree, _options).Label(weights, labels, cancellationToken);
        return Name;
    }
}
