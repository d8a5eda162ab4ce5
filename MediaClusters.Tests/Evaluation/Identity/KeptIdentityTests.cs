using MediaClusters.Clustering;
using MediaClusters.Evaluation.Identity;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Tests.Evaluation.Identity;

public sealed class KeptIdentityTests
{
    [Fact]
    public void Share_counts_photos_whose_group_bears_the_same_id()
    {
        var before = Result([1], [[0, 1, 2], [3, 4]]);
        var after = Result([5], [[0, 1, 6], [3, 4]], [10, 99], noise: [2]);

        // Photos 0 and 1 kept group 10; 2 is in none, and the group of 3 and 4 was 11 and is 99.
        KeptIdentity.Share(before, after).ShouldBe(2.0 / 5);
    }

    [Fact]
    public void Share_leaves_out_photos_that_are_gone() =>
        KeptIdentity.Share(Result([], [[0, 1, 2]]), Result([], [[0, 1]])).ShouldBe(1);

    [Fact]
    public void Share_without_groups_is_undefined() =>
        KeptIdentity.Share(Result([], [], noise: [0, 1]), Result([], [[0, 1]])).ShouldBeNull();

    [Fact]
    public void Previous_is_the_result_as_the_next_run_takes_it()
    {
        var previous = Result([], [[0, 1], [2, 3]], noise: [7]).Previous(allowsIncrement: false);

        previous.Groups.Select(group => (group.StableId, group.HeroId)).ShouldBe([(Id(10), Id(0)), (Id(11), Id(2))]);
        previous.Groups[1].Members.ShouldBe([Id(2), Id(3)]);
        previous.Noise.ShouldBe([Id(7)]);
        previous.AllowsIncrement.ShouldBeFalse();
    }

    [Fact]
    public void Of_a_pet_gives_shares()
    {
        var figures = StabilityRun.Of(new PetClusterer(new ClusteringOptions()), PetFamilies.Named("equal").MakeDrifted(1, 384), CancellationToken.None);

        new[] { figures.OneMore, figures.TenthMore, figures.TenthJoined, figures.JoinedAgainstFull }.ShouldAllBe(share => share > 0.5 && share <= 1);
        figures.Drift.ShouldNotBeNull().ShouldBeInRange(0, 1);
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static ClusteringResult Result(int[] unused, int[][] groups, int[]? ids = null, int[]? noise = null) => new(
        "by hand",
        groups.Sum(group => group.Length) + unused.Length,
        [.. groups.Select((group, i) => new Cluster(
            i,
            Id(ids?[i] ?? 10 + i),
            "",
            new Hero(Id(group[0]), 1, new HeroScoreParts(null, 1, null, null)),
            [.. group.Select(photo => new ClusterMember(Id(photo), 0))]))],
        [.. (noise ?? []).Select(Id)],
        new ClusteringMetrics(null, null, null, 0, null));
}
