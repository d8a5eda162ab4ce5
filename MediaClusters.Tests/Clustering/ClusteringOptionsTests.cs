using System.ComponentModel.DataAnnotations;
using MediaClusters.Clustering;
using MediaClusters.Clustering.Heroes;

namespace MediaClusters.Tests.Clustering;

public sealed class ClusteringOptionsTests
{
    [Fact]
    public void Validate_defaults_choose_the_strategy_and_leave_dbscan_as_the_stub_had_it()
    {
        var options = new ClusteringOptions();

        Problems(options).ShouldBeEmpty();
        (options.Strategy, options.Epsilon, options.MinSamples).ShouldBe(("auto", 0.15, 2));
    }

    public static TheoryData<string, Action<ClusteringOptions>> Wrong => new()
    {
        { "Strategy", options => options.Strategy = "k-means" },
        { "Strategy", options => options.Strategy = "" },
        { "Epsilon", options => options.Epsilon = 0 },
        { "Epsilon", options => options.Epsilon = 2.1 },
        { "Epsilon", options => options.Epsilon = double.NaN },
        { "MinSamples", options => options.MinSamples = 0 },
        { "NearDuplicateCosine", options => options.NearDuplicateCosine = 0.4 },
        { "NearDuplicateCosine", options => options.NearDuplicateCosine = double.NaN },
        { "AverageLinkage.LeastCut", options => options.AverageLinkage.LeastCut = 0 },
        { "AverageLinkage.MostCut", options => options.AverageLinkage.MostCut = 2.1 },
        { "AverageLinkage.MostCut", options => options.AverageLinkage.MostCut = 0.3 },
        { "AverageLinkage.CutShare", options => options.AverageLinkage.CutShare = 1.1 },
        { "AverageLinkage.VoidRatio", options => options.AverageLinkage.VoidRatio = 0.9 },
        { "AverageLinkage.LeastVoid", options => options.AverageLinkage.LeastVoid = double.NaN },
        { "AverageLinkage.StragglerRatio", options => options.AverageLinkage.StragglerRatio = double.PositiveInfinity },
        { "AverageLinkage.LeastStraggle", options => options.AverageLinkage.LeastStraggle = -1 },
        { "Hdbscan.MinSamples", options => options.Hdbscan.MinSamples = 0 },
        { "Hdbscan.MinClusterSize", options => options.Hdbscan.MinClusterSize = 1 },
        { "Hdbscan.MaxReach", options => options.Hdbscan.MaxReach = 0 },
        { "Hdbscan", options => options.Hdbscan = null! },
        { "AverageLinkage", options => options.AverageLinkage = null! },
        { "Increments", options => options.Increments = null! },
        { "Increments.MaxNewShare", options => options.Increments.MaxNewShare = 1.1 },
        { "Increments.MaxUnplacedShare", options => options.Increments.MaxUnplacedShare = -0.1 },
        { "Increments.Reach", options => options.Increments.Reach = 0.9 },
        { "Increments.Margin", options => options.Increments.Margin = double.NaN },
        { "StrangerDistance", options => options.StrangerDistance = 0.001 },
        { "StrangerDistance", options => options.StrangerDistance = double.NaN },
        { "MaxPhotos", options => options.MaxPhotos = 0 },
        { "MaxPhotos", options => options.MaxPhotos = 50_001 },
        { "ExactPhotos", options => options.ExactPhotos = 1 },
        { "ExactPhotos", options => options.ExactPhotos = 10_001 },
        { "Heroes", options => options.Heroes = null! },
        { "Heroes.QualityWeight", options => options.Heroes.QualityWeight = -0.1 },
        { "Heroes.CentralityWeight", options => options.Heroes.CentralityWeight = 0 },
        { "Heroes.PoseWeight", options => options.Heroes.PoseWeight = double.NaN },
        { "Heroes.RecencyWeight", options => options.Heroes.RecencyWeight = 1.5 },
        { "Heroes.RecencyHalfLife", options => options.Heroes.RecencyHalfLife = TimeSpan.Zero },
        { "Heroes.RecencyHalfLife", options => options.Heroes.RecencyHalfLife = TimeSpan.MaxValue },
        { "Heroes.Hysteresis", options => options.Heroes.Hysteresis = -0.01 },
        { "Heroes.Hysteresis", options => options.Heroes.Hysteresis = double.NaN },
        { "Heroes.Candidates", options => options.Heroes.Candidates = 0 },
        { "Heroes.Candidates", options => options.Heroes.Candidates = 21 },
        { "Heroes.PoseDiversity", options => options.Heroes.PoseDiversity = 1.01 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_a_wrong_option_is_named_and_refused(string member, Action<ClusteringOptions> spoil)
    {
        var options = new ClusteringOptions();
        spoil(options);

        Problems(options).ShouldBe([member]);
        Should.Throw<ValidationException>(() => new PetClusterer(options));
    }

    [Fact]
    public void Parameters_hold_every_option_that_shapes_the_result()
    {
        With("dbscan").ShouldBe(
            "revision=3;strategy=dbscan;near_duplicate_cosine=0.97;epsilon=0.15;min_samples=2;" +
            "increment_new=0.2;increment_unplaced=0.05;increment_reach=2;increment_margin=0.2;" +
            "hero_quality=0.4;hero_centrality=0.3;hero_pose=0.2;hero_recency=0.1;hero_half_life=180.00:00:00;" +
            "hero_hysteresis=0.05;hero_candidates=3;hero_pose_diversity=0;exact_photos=5000");
        With("auto").ShouldStartWith(
            "revision=3;strategy=auto;near_duplicate_cosine=0.97;" +
            "stranger_distance=0.5;least_cut=0.34;most_cut=0.39;cut_share=0.65;void_ratio=1.4;least_void=0.12;straggler_ratio=2.1;least_straggle=0.26;" +
            "hdbscan_min_samples=2;min_cluster_size=2;allow_single_cluster=True;max_reach=0.28;increment_new=0.2;");

        Distinct("dbscan", [options => options.Epsilon = 0.2, options => options.MinSamples = 3, .. OfAny]);
        Distinct("average-linkage", [.. OfAverageLinkage, OfEmbedder, .. OfAny]);
        Distinct("hdbscan", [.. OfHdbscan, OfEmbedder, .. OfAny]);
        Distinct("auto", [.. OfAverageLinkage, .. OfHdbscan, OfEmbedder, .. OfAny]);
    }

    [Theory]
    [InlineData("dbscan")]
    [InlineData("auto")]
    public void Parameters_leave_out_what_does_not_shape_the_result(string strategy)
    {
        With(strategy, options => options.MaxPhotos = 7).ShouldBe(With(strategy));
        Action<ClusteringOptions> foreign = strategy == "dbscan" ? options => options.Hdbscan.MaxReach = 1 : options => options.Epsilon = 0.9;
        With(strategy, foreign).ShouldBe(With(strategy));
    }

    private static Action<ClusteringOptions> OfEmbedder => options => options.StrangerDistance = 0.4;

    private static Action<ClusteringOptions>[] OfAny =>
    [
        options => options.NearDuplicateCosine = 0.9,
        options => options.Increments.Enabled = false,
        options => options.Increments.MaxNewShare = 0.1,
        options => options.Increments.MaxUnplacedShare = 0.1,
        options => options.Increments.Reach = 3,
        options => options.Increments.Margin = 0.1,
        options => options.Heroes.QualityWeight = 0.5,
        options => options.Heroes.CentralityWeight = 0.5,
        options => options.Heroes.PoseWeight = 0.5,
        options => options.Heroes.RecencyWeight = 0.5,
        options => options.Heroes.RecencyHalfLife = TimeSpan.FromHours(1),
        options => options.Heroes.Hysteresis = 0.1,
        options => options.Heroes.Candidates = 5,
        options => options.Heroes.PoseDiversity = 0.1,
        options => options.ExactPhotos = 4_000,
    ];

    private static Action<ClusteringOptions>[] OfAverageLinkage =>
    [
        options => options.AverageLinkage.LeastCut = 0.3,
        options => options.AverageLinkage.MostCut = 0.4,
        options => options.AverageLinkage.CutShare = 0.5,
        options => options.AverageLinkage.VoidRatio = 2,
        options => options.AverageLinkage.LeastVoid = 0,
        options => options.AverageLinkage.StragglerRatio = 3,
        options => options.AverageLinkage.LeastStraggle = 0,
    ];

    private static Action<ClusteringOptions>[] OfHdbscan =>
    [
        options => options.Hdbscan.MinSamples = 3,
        options => options.Hdbscan.MinClusterSize = 3,
        options => options.Hdbscan.AllowSingleCluster = false,
        options => options.Hdbscan.MaxReach = 2,
    ];

    [Fact]
    public void Constructor_later_changes_of_the_options_do_not_reach_the_engine()
    {
        var options = new ClusteringOptions();
        var clusterer = new PetClusterer(options);
        var before = clusterer.Parameters;
        var photos = Pets.Planted(seed: 4);
        var text = Pets.Text(clusterer.Cluster(photos));

        (options.Epsilon, options.MaxPhotos, options.Heroes.QualityWeight, options.Increments.Enabled) = (2, 1, 0, false);
        (options.AverageLinkage.LeastCut, options.Hdbscan.MaxReach, options.NearDuplicateCosine) = (0.01, 0.01, 0.5);
        (options.AverageLinkage.MostCut, options.Hdbscan.MinClusterSize) = (0.01, 900);

        clusterer.Parameters.ShouldBe(before);
        Pets.Text(clusterer.Cluster(photos)).ShouldBe(text);
    }

    private static void Distinct(string strategy, Action<ClusteringOptions>[] changes) =>
        changes.Select(change => With(strategy, change)).Append(With(strategy)).Distinct(StringComparer.Ordinal).Count().ShouldBe(changes.Length + 1, strategy);

    private static string With(string strategy, Action<ClusteringOptions>? change = null)
    {
        var options = new ClusteringOptions { Strategy = strategy };
        change?.Invoke(options);
        return new PetClusterer(options).Parameters;
    }

    private static IEnumerable<string> Problems(ClusteringOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems.SelectMany(problem => problem.MemberNames).Distinct(StringComparer.Ordinal);
    }
}
