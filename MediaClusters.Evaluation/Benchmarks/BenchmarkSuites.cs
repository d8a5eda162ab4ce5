using BenchmarkDotNet.Attributes;
using MediaClusters.Clustering;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Quality;
using MediaClusters.Evaluation.Contenders;

namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>A pet of each size and dimension; public and open since BenchmarkDotNet derives from it.</summary>
public abstract class PetBenchmarks
{
    [ParamsSource(nameof(Counts))]
    public int Photos { get; set; }

    [ParamsSource(nameof(Dimensions))]
    public int Length { get; set; }

    public static IEnumerable<int> Counts => BenchmarkPets.Counts;

    public static IEnumerable<int> Dimensions => BenchmarkPets.Dimensions;

    private protected IReadOnlyList<Photo> Pet { get; private set; } = [];

    [GlobalSetup]
    public virtual void Setup() => Pet = BenchmarkPets.Photos(Photos, Length);
}

/// <summary>From embeddings to all pairs' distances.</summary>
public class DistanceBenchmarks : PetBenchmarks
{
    private float[] _target = [];

    public override void Setup()
    {
        base.Setup();
        _target = new float[Photos * Photos];
    }

    [Benchmark(Baseline = true)]
    public void Scalar() => NaiveDistances.Scalar(Pet, _target);

    [Benchmark]
    public void TensorPrimitives() => NaiveDistances.Pairwise(Pet, _target);

    [Benchmark]
    public void Kernel()
    {
        using var vectors = UnitVectors.From(Pet);
        using var distances = DistanceMatrix.Measure(vectors, CancellationToken.None);
    }
}

/// <summary>The silhouette of known groups and distances.</summary>
public class SilhouetteBenchmarks : PetBenchmarks
{
    private DistanceMatrix? _distances;
    private Grouping? _grouping;

    public override void Setup()
    {
        base.Setup();
        using var vectors = UnitVectors.From(Pet);
        _distances = DistanceMatrix.Measure(vectors, CancellationToken.None);
        _grouping = Grouping.FromLabels([.. BenchmarkPets.Labelled(Photos, Length).Groups]);
    }

    [GlobalCleanup]
    public void Cleanup() => _distances?.Dispose();

    [Benchmark]
    public double? Mean() => Silhouette.Mean(_grouping!, _distances!, CancellationToken.None);
}

/// <summary>Whole runs: distances, groups, figures, heroes.</summary>
public class EngineBenchmarks : PetBenchmarks
{
    private PetClusterer? _clusterer;

    [ParamsSource(nameof(Strategies))]
    public string Strategy { get; set; } = "";

    public static IEnumerable<string> Strategies => AllContenders.Strategies;

    public override void Setup()
    {
        base.Setup();
        _clusterer = new PetClusterer(new ClusteringOptions { Strategy = Strategy });
    }

    [Benchmark]
    public object Cluster() => _clusterer!.Cluster(Pet);
}
