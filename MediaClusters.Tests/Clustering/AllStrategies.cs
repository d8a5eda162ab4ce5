using System.ComponentModel.DataAnnotations;
using System.Reflection;
using MediaClusters.Clustering;

namespace MediaClusters.Tests.Clustering;

/// <summary>Every strategy there is to choose.</summary>
internal static class AllStrategies
{
    public static IEnumerable<string> Names { get; } =
        [.. typeof(ClusteringOptions).GetProperty(nameof(ClusteringOptions.Strategy))!.GetCustomAttribute<AllowedValuesAttribute>()!.Values.Cast<string>()];

    public static PetClusterer Clusterer(string strategy) => new(new ClusteringOptions { Strategy = strategy });
}
