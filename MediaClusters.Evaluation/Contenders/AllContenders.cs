using System.ComponentModel.DataAnnotations;
using System.Reflection;
using MediaClusters.Clustering;

namespace MediaClusters.Evaluation.Contenders;

/// <summary>Who takes part.</summary>
internal static class AllContenders
{
    public const string Stub = "stub";

    /// <summary>The strategies that options may name.</summary>
    public static IReadOnlyList<string> Strategies { get; } =
        [.. typeof(ClusteringOptions).GetProperty(nameof(ClusteringOptions.Strategy))!.GetCustomAttribute<AllowedValuesAttribute>()!.Values.Cast<string>()];

    /// <summary>What may be asked for: the strategies, and what they are held against.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Strategies, Stub, "oracle", "ceiling"];

    /// <summary>One of <see cref="Names"/>, as it is set by default.</summary>
    public static Contender Create(string name) => Create(name, new ClusteringOptions().StrangerDistance);

    /// <summary>One of <see cref="Names"/>, its strategy told how far strangers are apart.</summary>
    public static Contender Create(string name, double strangerDistance) => name switch
    {
        Stub => new EngineContender(Stub, new ClusteringOptions { Strategy = "dbscan", Epsilon = 0.15, MinSamples = 2 }, nearestIsHero: true),
        "oracle" => new Oracle(),
        "ceiling" => new Ceiling(),
        _ => new EngineContender(name, new ClusteringOptions { Strategy = name, StrangerDistance = strangerDistance }),
    };
}
