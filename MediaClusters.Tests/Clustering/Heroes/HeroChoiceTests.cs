using MediaClusters.Clustering;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Heroes;

namespace MediaClusters.Tests.Clustering.Heroes;

/// <summary>What decides besides the score.</summary>
public sealed class HeroChoiceTests
{
    private readonly HeroScene _scene = new(newest: null);

    [Fact]
    public void Select_the_former_hero_stays_until_another_is_better_by_the_hysteresis()
    {
        Select(former: 1, Member(0, 0.549), Member(1, 0.5)).ShouldBe((1, HeroReason.Kept));
        Select(former: 1, Member(0, 0.6), Member(1, 0.5)).ShouldBe((0, HeroReason.Best));
        Select(former: null, Member(0, 0.549), Member(1, 0.5)).ShouldBe((0, HeroReason.Best));
    }

    [Fact]
    public void Select_a_difference_of_exactly_the_hysteresis_is_enough()
    {
        // Centrality is the same for both and weighs as much: scores of 0.85 and 0.8, which differ by 0.04999... in binary.
        var options = new HeroOptions { QualityWeight = 1, CentralityWeight = 1 };

        Select(options, former: 1, Member(0, 0.7, distance: 0), Member(1, 0.6, distance: 0)).ShouldBe((0, HeroReason.Best));
        Select(options, former: 1, Member(0, 0.699, distance: 0), Member(1, 0.6, distance: 0)).ShouldBe((1, HeroReason.Kept));
    }

    [Fact]
    public void Select_a_former_hero_that_is_the_best_is_the_best()
    {
        Select(former: 0, Member(0, 0.6), Member(1, 0.5)).ShouldBe((0, HeroReason.Best));
    }

    [Fact]
    public void Select_a_former_hero_that_left_the_group_does_not_count() =>
        Select(former: 7, Member(0, 0.51), Member(1, 0.5)).ShouldBe((0, HeroReason.Best));

    [Fact]
    public void Select_no_hysteresis_takes_the_best() =>
        Select(new HeroOptions { Hysteresis = 0 }, former: 1, Member(0, 0.501), Member(1, 0.5)).ShouldBe((0, HeroReason.Best));

    [Fact]
    public void Select_a_pinned_photo_wins_over_scores_and_the_former_hero()
    {
        Select(former: 1, Member(0, 0.9), Member(1, 0.9), Member(2, 0.1, pinned: true)).ShouldBe((2, HeroReason.Pinned));
        Select(former: 2, Member(0, 0.9), Member(1, 0.4, pinned: true), Member(2, 0.38, pinned: true)).ShouldBe((1, HeroReason.Pinned));
        Select(former: 2, Member(1, 0.4, pinned: true), Member(2, 0.4, pinned: true)).ShouldBe((1, HeroReason.Pinned));
    }

    [Fact]
    public void Select_candidates_are_the_best_scores_and_not_the_hero_first()
    {
        var choice = Choose(new HeroOptions(), former: null, Member(0, 0.1, pinned: true), Member(1, 0.5), Member(2, 0.9), Member(3, 0.7), Member(4, 0.9));

        choice.Candidates.Select(candidate => candidate.ImageId).ShouldBe([Pets.Id(2), Pets.Id(4), Pets.Id(3)]);
        choice.Candidates.Select(candidate => candidate.Score).ShouldBeInOrder(SortDirection.Descending);
        choice.Candidates[2].Parts.Quality.ShouldBe(0.7);
        choice.Hero.ImageId.ShouldBe(Pets.Id(0));
    }

    [Fact]
    public void Select_a_small_group_has_as_many_candidates_as_photos() =>
        Choose(new HeroOptions { Candidates = 20 }, former: null, Member(0, 0.1), Member(1, 0.2)).Candidates.Count.ShouldBe(2);

    [Fact]
    public void Select_poses_may_repeat_unless_asked_otherwise()
    {
        Select(former: null, Member(0, 0.9, pose: "front"));

        Select(former: null, Member(0, 0.5, pose: "side"), Member(1, 0.9, pose: "front")).ShouldBe((1, HeroReason.Best));
    }

    [Fact]
    public void Select_with_diversity_a_pose_of_a_larger_group_ranks_lower_and_keeps_its_score()
    {
        var options = new HeroOptions { PoseDiversity = 0.5, PoseWeight = 0 };
        Select(options, former: null, Member(0, 0.9, pose: "Front"));

        var choice = Choose(options, former: null, Member(1, 0.5, pose: "side"), Member(2, 0.9, pose: "front"), Member(3, 0.4));

        choice.Hero.ImageId.ShouldBe(Pets.Id(1));
        choice.Candidates.Select(candidate => candidate.ImageId).ShouldBe([Pets.Id(1), Pets.Id(3), Pets.Id(2)]);
        choice.Candidates[2].Score.ShouldBeGreaterThan(choice.Candidates[0].Score);
        choice.Hero.Score.ShouldBe(choice.Candidates[0].Score);
    }

    [Fact]
    public void Select_with_diversity_candidates_differ_in_pose()
    {
        var options = new HeroOptions { PoseDiversity = 1, PoseWeight = 0 };

        Choose(options, former: null, Member(0, 0.9, pose: "front"), Member(1, 0.8, pose: "front"), Member(2, 0.3, pose: "side"), Member(3, 0.2))
            .Candidates.Select(candidate => candidate.ImageId).ShouldBe([Pets.Id(0), Pets.Id(2), Pets.Id(3)]);
    }

    [Fact]
    public void Select_with_diversity_a_former_hero_gives_way_and_a_pinned_one_does_not()
    {
        var options = new HeroOptions { PoseDiversity = 0.5, PoseWeight = 0 };
        Select(options, former: null, Member(0, 0.9, pose: "front"));

        Select(options, former: 2, Member(1, 0.8, pose: "side"), Member(2, 0.8, pose: "front")).ShouldBe((1, HeroReason.Best));
        Select(options, former: null, Member(1, 0.8, pose: "left"), Member(2, 0.8, pose: "front", pinned: true)).ShouldBe((2, HeroReason.Pinned));
        Select(options, former: null, Member(1, 0.8, pose: "side"), Member(2, 0.3, pose: "back")).ShouldBe((2, HeroReason.Best));
    }

    private (int Hero, HeroReason Reason) Select(int? former, params GroupMember[] members) => Select(new HeroOptions { PoseWeight = 0 }, former, members);

    private (int Hero, HeroReason Reason) Select(HeroOptions options, int? former, params GroupMember[] members)
    {
        var hero = Choose(options, former, members).Hero;
        return (members.Single(member => member.Photo.ImageId == hero.ImageId).Photo.ImageId.ToByteArray()[^1], hero.Reason);
    }

    private HeroChoice Choose(HeroOptions options, int? former, params GroupMember[] members) =>
        new HeroSelector(options).Select(members, former is { } position ? Pets.Id(position) : null, _scene);

    private static GroupMember Member(int position, double quality, double distance = 0.1, string? pose = null, bool pinned = false) =>
        new(new Photo(Pets.Id(position), new float[] { 1 }, quality, pose) { IsPinned = pinned }, distance);
}
