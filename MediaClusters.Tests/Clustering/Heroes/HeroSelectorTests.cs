using MediaClusters.Clustering;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Heroes;

namespace MediaClusters.Tests.Clustering.Heroes;

public sealed class HeroSelectorTests
{
    private static readonly DateTimeOffset Newest = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Strategies => [.. AllStrategies.Names];

    [Fact]
    public void Select_the_score_is_the_weighted_mean_of_the_parts()
    {
        var hero = Select(new HeroOptions(), Member(0, 0, quality: 0.5, pose: "side", age: TimeSpan.FromDays(180)));

        hero.Parts.ShouldBe(new HeroScoreParts(0.5, 1, 0.6, 0.5));
        hero.Score.ShouldBe((0.4 * 0.5) + (0.3 * 1) + (0.2 * 0.6) + (0.1 * 0.5), 1e-9);
    }

    [Fact]
    public void Select_missing_signals_leave_their_weight_to_the_rest()
    {
        Select(new HeroOptions(), Member(0, 0)).ShouldBe(new Hero(Pets.Id(0), 1, new HeroScoreParts(null, 1, null, null)));
        Select(new HeroOptions(), Member(0, 0, quality: 0.3)).Score.ShouldBe(((0.4 * 0.3) + 0.3) / 0.7, 1e-6);
    }

    // Photos 1 and 4 are copies at the centre, the others lie farther out.
    [Theory]
    [MemberData(nameof(Strategies))]
    public void Cluster_equal_scores_go_to_the_smallest_image_id(string strategy)
    {
        var photos = Pets.Photos(Pets.At(8), Pets.At(0), Pets.At(-8), Pets.At(9), Pets.At(0), Pets.At(-9));
        for (var seed = 0; seed < 20; seed++)
        {
            new Random(seed).Shuffle(photos);

            var cluster = AllStrategies.Clusterer(strategy).Cluster(photos).Clusters.ShouldHaveSingleItem();

            cluster.Hero.ImageId.ShouldBe(Pets.Id(1), $"seed {seed}");
            cluster.Candidates.Select(candidate => candidate.ImageId).Take(2).ShouldBe([Pets.Id(1), Pets.Id(4)]);
            cluster.Candidates[0].Score.ShouldBe(cluster.Candidates[1].Score);
        }
    }

    [Fact]
    public void Select_each_signal_can_decide()
    {
        var options = new HeroOptions();

        Select(options, Member(0, 0.1, quality: 0.2), Member(1, 0.1, quality: 0.9)).ImageId.ShouldBe(Pets.Id(1));
        Select(options, Member(0, 0.1), Member(1, 0.05)).ImageId.ShouldBe(Pets.Id(1));
        Select(options, Member(0, 0.1, pose: "back"), Member(1, 0.1, pose: "front")).ImageId.ShouldBe(Pets.Id(1));
        Select(options, Member(0, 0.1, age: TimeSpan.FromDays(9)), Member(1, 0.1, age: TimeSpan.Zero)).ImageId.ShouldBe(Pets.Id(1));
    }

    [Fact]
    public void Select_a_weight_of_zero_silences_its_signal()
    {
        var options = new HeroOptions { QualityWeight = 0 };

        Select(options, Member(0, 0.01, quality: 0), Member(1, 0.1, quality: 1)).ImageId.ShouldBe(Pets.Id(0));
    }

    [Fact]
    public void Select_centrality_is_a_half_at_the_mean_distance()
    {
        var options = new HeroOptions { QualityWeight = 0 };

        Select(options, Member(0, 0.2), Member(1, 0.2)).Parts.Centrality.ShouldBe(0.5);
        Select(options, Member(0, 0.1), Member(1, 0.3)).Parts.Centrality.ShouldBe(0.666667);
    }

    [Fact]
    public void Select_among_near_copies_distance_hardly_counts()
    {
        Select(new HeroOptions(), Member(0, 0.00001), Member(1, 0, quality: 0.9), Member(2, 0.000001, quality: 0.91)).ImageId.ShouldBe(Pets.Id(0));
        Select(new HeroOptions(), Member(1, 0, quality: 0.9), Member(2, 0.000001, quality: 0.91)).ImageId.ShouldBe(Pets.Id(2));
    }

    [Fact]
    public void Select_an_ancient_photo_has_no_recency()
    {
        var options = new HeroOptions { RecencyHalfLife = TimeSpan.FromMinutes(1) };

        Select(options, Member(0, 0, age: Newest - DateTimeOffset.MinValue)).Parts.Recency.ShouldBe(0);
    }

    [Fact]
    public void Select_scores_and_parts_stay_between_zero_and_one()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var options = new HeroOptions
            {
                QualityWeight = random.NextDouble(),
                CentralityWeight = 0.01 + (random.NextDouble() * 0.99),
                PoseWeight = random.NextDouble(),
                RecencyWeight = random.NextDouble(),
            };

            var hero = Select(options, Member(0, random.NextDouble() * 2, random.Next(2), "front", TimeSpan.FromDays(random.Next(999))));

            hero.Score.ShouldBeInRange(0, 1);
            hero.Parts.Centrality.ShouldBeInRange(0, 1);
            hero.Parts.Recency.ShouldNotBeNull().ShouldBeInRange(0, 1);
        }
    }

    private static Hero Select(HeroOptions options, params GroupMember[] members) =>
        new HeroSelector(options).Select(members, former: null, new HeroScene(Newest)).Hero;

    private static GroupMember Member(int position, double distance, double? quality = null, string? pose = null, TimeSpan? age = null) =>
        new(new Photo(Pets.Id(position), new float[] { 1 }, quality, pose, age is { } known ? Newest - known : null), distance);
}
