using System.Diagnostics;
using MediaClusters.Clustering.Strategies.Auto;
using MediaClusters.Clustering.Strategies.AverageLinkage;
using MediaClusters.Clustering.Strategies.Hdbscan;

namespace MediaClusters.Clustering.Strategies;

/// <summary>The strategies by the name options know them by.</summary>
internal static class ClusteringStrategies
{
    /// <summary>The strategy of valid options.</summary>
    public static IClusteringStrategy Create(ClusteringOptions options)
    {
        var scale = options.StrangerDistance / ClusteringOptions.DefaultStrangerDistance;
        return options.Strategy switch
        {
            AutoStrategy.StrategyName => new AutoStrategy(AverageLinkage(), Hdbscan(), options.StrangerDistance),
            DbscanStrategy.StrategyName => new DbscanStrategy(options.Epsilon, options.MinSamples),
            AverageLinkageStrategy.StrategyName => AverageLinkage(),
            HdbscanStrategy.StrategyName => Hdbscan(),
            _ => throw new UnreachableException($"Strategy {options.Strategy} passed validation"),
        };

        AverageLinkageStrategy AverageLinkage() => new(options.AverageLinkage.Scaled(scale));
        HdbscanStrategy Hdbscan() => new(options.Hdbscan.Scaled(scale));
    }
}
