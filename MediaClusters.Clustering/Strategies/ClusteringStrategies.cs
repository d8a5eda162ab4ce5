using System.Diagnostics;
using MediaClusters.Clustering.Strategies.Auto;
using MediaClusters.Clustering.Strategies.AverageLinkage;
using MediaClusters.Clustering.Strategies.Hdbscan;

namespace MediaClusters.Clustering.Strategies;

/// <summary>The strategies by the name options know them by.</summary>
internal static class ClusteringStrategies
{
    /// <summary>The strategy of valid options.</summary>
    public static IClusteringStrategy Create(ClusteringOptions options) => options.Strategy switch
    {
        AutoStrategy.StrategyName => new AutoStrategy(new AverageLinkageStrategy(options.AverageLinkage), new HdbscanStrategy(options.Hdbscan)),
        DbscanStrategy.StrategyName => new DbscanStrategy(options.Epsilon, options.MinSamples),
        AverageLinkageStrategy.StrategyName => new AverageLinkageStrategy(options.AverageLinkage),
        HdbscanStrategy.StrategyName => new HdbscanStrategy(options.Hdbscan),
        _ => throw new UnreachableException($"Strategy {options.Strategy} passed validation"),
    };
}
