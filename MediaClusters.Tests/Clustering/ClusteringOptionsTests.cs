using System.ComponentModel.DataAnnotations;
using MediaClusters.Clustering;
using MediaClusters.Clustering.Heroes;

namespace MediaClusters.Tests.Clustering;

public sealed class ClusteringOptionsTests
{
    [Fact]
    public void Validate_defaults_are_the_settings_of_the_stub()
    {
        var options = new ClusteringOptions();

        Problems(options).ShouldBeEmpty();
        (options.Strategy, options.Epsilon, options.MinSamples).ShouldBe(("dbscan", 0.15, 2));
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
        { "MaxPhotos", options => options.MaxPhotos = 0 },
        { "MaxPhotos", options => options.MaxPhotos = 10_001 },
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
        new PetClusterer(new ClusteringOptions()).Parameters.ShouldBe(
            "revision=2;strategy=dbscan;near_duplicate_cosine=0.97;epsilon=0.15;min_samples=2;" +
            "increment_new=0.2;increment_unplaced=0.05;increment_reach=2;increment_margin=0.2;" +
            "hero_quality=0.4;hero_centrality=0.3;hero_pose=0.2;hero_recency=0.1;hero_half_life=180.00:00:00;" +
            "hero_hysteresis=0.05;hero_candidates=3;hero_pose_diversity=0");

        Action<ClusteringOptions>[] changes =
        [
            options => options.Epsilon = 0.2,
            options => options.MinSamples = 3,
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
        ];
        changes.Select(With).Append(With(_ => { })).Distinct(StringComparer.Ordinal).Count().ShouldBe(changes.Length + 1);
        With(options => options.MaxPhotos = 7).ShouldBe(With(_ => { }));
    }

    [Fact]
    public void Constructor_later_changes_of_the_options_do_not_reach_the_engine()
    {
        var options = new ClusteringOptions();
        var clusterer = new PetClusterer(options);
        var before = clusterer.Parameters;
        var photos = Pets.Planted(seed: 4);
        var text = Pets.Text(clusterer.Cluster(photos));

        (options.Epsilon, options.MaxPhotos, options.Heroes.QualityWeight, options.Increments.Enabled) = (2, 1, 0, false);

        clusterer.Parameters.ShouldBe(before);
        Pets.Text(clusterer.Cluster(photos)).ShouldBe(text);
    }

    private static string With(Action<ClusteringOptions> change)
    {
        var options = new ClusteringOptions { Heroes = new HeroOptions() };
        change(options);
        return new PetClusterer(options).Parameters;
    }

    private static IEnumerable<string> Problems(ClusteringOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems.SelectMany(problem => problem.MemberNames).Distinct(StringComparer.Ordinal);
    }
}
