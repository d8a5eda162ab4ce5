using MediaClusters.Clustering;
using MediaClusters.Clustering.Identity;

namespace MediaClusters.Tests.Clustering.Identity;

public sealed class HistoryTests
{
    private static readonly Guid A = new("aaaaaaaa-0000-5000-8000-000000000000");
    private static readonly Guid B = new("bbbbbbbb-0000-5000-8000-000000000000");

    [Fact]
    public void From_places_photos_in_their_former_groups()
    {
        var history = From(5, new PreviousClusters([Group(B, 1, 4, 99), Group(A, 3, 0)], [Pets.Id(2), Pets.Id(98)], AddedSinceFull: 4));

        history.Groups.Select(group => (group.StableId, group.HeroId, group.Size)).ShouldBe([(A, Pets.Id(3), 2), (B, Pets.Id(1), 3)]);
        history.Groups.Select(group => group.Present).ShouldBe([[0, 3], [1, 4]]);
        history.GroupOf.ShouldBe([0, 1, History.Noise, 0, 1]);
        (history.AllowsIncrement, history.AddedSinceFull).ShouldBe((true, 4));
    }

    [Fact]
    public void From_photos_the_version_did_not_have_are_unknown() =>
        From(2, new PreviousClusters([], [])).GroupOf.ShouldBe([History.Unknown, History.Unknown]);

    [Fact]
    public void From_groups_of_one_name_are_one()
    {
        var history = From(4, new PreviousClusters([Group(A, 2, 3), Group(A, 0, 1, 2)], []));

        var group = history.Groups.ShouldHaveSingleItem();
        group.Present.ShouldBe([0, 1, 2, 3]);
        group.HeroId.ShouldBe(Pets.Id(0));
    }

    [Fact]
    public void From_a_photo_in_several_places_is_in_the_group_with_the_smallest_name()
    {
        var history = From(3, new PreviousClusters([Group(B, 0, 1, 1), Group(A, 1, 1)], [Pets.Id(0), Pets.Id(1), Pets.Id(2), Pets.Id(2)]));

        history.GroupOf.ShouldBe([1, 0, History.Noise]);
        history.Groups.Select(group => group.Present).ShouldBe([[1], [0]]);
    }

    [Fact]
    public void From_what_is_missing_is_left_out()
    {
        var history = From(2, new PreviousClusters([Group(Guid.Empty, 0, 1), null!, new(A, default, null!)], null!, AddedSinceFull: -5));

        history.GroupOf.ShouldBe([History.Unknown, History.Unknown]);
        history.Groups.ShouldHaveSingleItem().Present.ShouldBeEmpty();
        history.AddedSinceFull.ShouldBe(0);
        From(2, new PreviousClusters(null!, [])).Groups.ShouldBeEmpty();
    }

    private static History From(int photos, PreviousClusters previous) =>
        History.From(previous, PhotoSet.From(Pets.Photos([.. Enumerable.Repeat(new[] { 1f }, photos)])));

    private static PreviousGroup Group(Guid id, params int[] members) =>
        new(id, Pets.Id(members[0]), [.. members.Select(Pets.Id)]);
}
