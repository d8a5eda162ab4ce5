using MediaClusters.Clustering;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Tests.Clustering.Identity;

public sealed class IdentitiesTests
{
    [Fact]
    public void Build_first_groups_are_named_by_their_smallest_photo_and_nothing_has_changed()
    {
        var result = Of([0, 0, 0, 1, 1, -1]);

        result.Clusters.Select(cluster => cluster.StableId).ShouldBe([StableIds.For(Pets.Id(0)), StableIds.For(Pets.Id(3))]);
        result.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Build_after_an_empty_version_all_groups_are_births()
    {
        var result = Of([0, 0, 1, 1], new PreviousClusters([], []));

        Changes(result).ShouldBe([$"Birth  > {result.IdOf(0)}", $"Birth  > {result.IdOf(2)}"]);
    }

    [Fact]
    public void Build_a_group_keeps_its_name_though_its_smallest_photo_left()
    {
        var first = Of([0, 0, 0, 0, 1, 1, 1]);

        var second = Of([-1, 0, 0, 0, 1, 1, 1], first.Previous());

        (second.IdOf(1), second.IdOf(4)).ShouldBe((first.IdOf(0), first.IdOf(4)));
        second.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Build_of_a_group_that_splits_the_larger_piece_keeps_the_name()
    {
        var first = Of([0, 0, 0, 0, 0, 0, 0, 1, 1]);

        var second = Of([0, 0, 0, 2, 2, 2, 2, 1, 1], first.Previous());

        second.IdOf(3).ShouldBe(first.IdOf(0));
        second.IdOf(0).ShouldNotBe(first.IdOf(0));
        second.Clusters.Select(cluster => cluster.StableId).ShouldBeUnique();
        Changes(second).ShouldBe([$"Split {first.IdOf(0)} > {second.IdOf(3)} {second.IdOf(0)}"]);
    }

    [Fact]
    public void Build_of_pieces_alike_the_one_with_the_smallest_photo_keeps_the_name()
    {
        var photos = Pets.Photos([.. Enumerable.Repeat(new[] { 1f, 2 }, 6)]);
        var first = Versions.Of(photos, [0, 0, 0, 0, 0, 0]);

        var second = Versions.Of(photos, [0, 0, 0, 1, 1, 1], first.Previous());

        second.IdOf(0).ShouldBe(first.IdOf(0));
    }

    [Fact]
    public void Build_of_a_group_that_fell_to_pieces_none_keeps_the_name()
    {
        var first = Of([.. Enumerable.Repeat(0, 12)]);

        var second = Of([.. Enumerable.Range(0, 12).Select(i => i / 2)], first.Previous());

        Ids(second).ShouldNotContain(first.IdOf(0));
        second.Changes.CountBy(change => change.Kind).ShouldBe([new(GroupChangeKind.Birth, 6), new(GroupChangeKind.Death, 1)]);
    }

    [Fact]
    public void Build_a_group_made_of_noise_is_not_the_small_one_in_it()
    {
        var first = Of([0, 0, .. Enumerable.Repeat(-1, 11)]);

        var second = Of([.. Enumerable.Repeat(0, 13)], first.Previous());

        second.IdOf(0).ShouldNotBe(first.IdOf(0));
    }

    [Fact]
    public void Build_of_groups_that_merge_the_larger_gives_its_name()
    {
        var first = Of([0, 0, 0, 1, 1, 1, 1, -1]);

        var second = Of([0, 0, 0, 0, 0, 0, 0, -1], first.Previous());

        second.IdOf(0).ShouldBe(first.IdOf(3));
        Changes(second).ShouldBe([$"Merge {string.Join(' ', new[] { first.IdOf(0), first.IdOf(3) }.Order())} > {first.IdOf(3)}"]);
    }

    [Fact]
    public void Build_of_a_merge_each_source_is_told_once_whatever_the_order_of_their_photos()
    {
        var (small, large) = (Guid.Parse("22222222-2222-4222-8222-222222222222"), Guid.Parse("11111111-1111-4111-8111-111111111111"));
        Guid[] ids = [.. Enumerable.Range(0, 20).Select(Pets.Id)];
        var previous = new PreviousClusters([new(large, ids[7], ids[7..]), new(small, ids[0], ids[..7])], []);

        var merged = Of([.. Enumerable.Repeat(0, 20)], previous);

        Changes(merged).ShouldBe([$"Merge {large} {small} > {large}"]);
    }

    [Fact]
    public void Build_a_group_that_died_does_not_lend_its_name_to_a_later_one()
    {
        var first = Of([0, 0, 0, 1, 1, 1, 1]);
        var second = Of([1, -1, -1, 1, 1, 1, 1], first.Previous() with { Version = 1 });
        second.Changes.ShouldContain(change => change.Kind == GroupChangeKind.Death);

        var third = Of([0, -1, -1, 1, 1, 1, 1, 0, 0, 0], second.Previous() with { Version = 2 });

        third.IdOf(7).ShouldNotBe(first.IdOf(0));
        third.IdOf(3).ShouldBe(first.IdOf(3));
    }

    [Fact]
    public void Build_a_crumb_that_breaks_off_is_a_birth_and_one_that_joins_is_nothing()
    {
        var first = Of([.. Enumerable.Repeat(0, 12)]);
        var second = Of([.. Enumerable.Repeat(0, 10), 1, 1], first.Previous());
        Changes(second).ShouldBe([$"Birth  > {second.IdOf(11)}"]);

        var third = Of([.. Enumerable.Repeat(0, 12)], second.Previous());
        third.IdOf(0).ShouldBe(first.IdOf(0));
        Changes(third).ShouldBe([$"Death {second.IdOf(11)} > "]);
    }

    [Fact]
    public void Build_groups_whose_photos_are_all_gone_die()
    {
        var first = Of([0, 0, 0, 1, 1]);
        var photos = Pets.Photos([.. Enumerable.Range(0, 10).Select(i => Pets.Vector(new Random(i), 8))])[5..];

        var second = Versions.Of(photos, [0, 0, 0, 1, 1], first.Previous());

        second.Clusters.Select(cluster => cluster.StableId).Intersect(first.Clusters.Select(cluster => cluster.StableId)).ShouldBeEmpty();
        second.Changes.Select(change => change.Kind).ShouldBe([GroupChangeKind.Birth, GroupChangeKind.Birth, GroupChangeKind.Death, GroupChangeKind.Death]);
        (second.Metrics.Churn, second.Metrics.AdjustedRand).ShouldBe((null, null));
    }

    [Fact]
    public void Build_no_new_group_takes_a_name_of_the_previous_version()
    {
        // The name of photo 0 is borne by the group of 5 and 6, and dies with it.
        var previous = new PreviousClusters([new(StableIds.For(Pets.Id(0)), Pets.Id(5), [Pets.Id(5), Pets.Id(6)])], []);

        var result = Of([0, 0, 0, 0, -1], previous);

        result.IdOf(0).ShouldNotBe(StableIds.For(Pets.Id(0)));
        result.IdOf(0).Version.ShouldBe(5);
        Of([0, 0, 0, 0, -1], previous).IdOf(0).ShouldBe(result.IdOf(0));
    }

    [Fact]
    public void Build_a_group_of_other_photos_goes_on_when_it_is_at_the_same_place()
    {
        var photos = Pets.Photos(Pets.At(0), Pets.At(1), Pets.At(0), Pets.At(1), Pets.At(90), Pets.At(91), Pets.At(60), Pets.At(61));
        var first = Versions.Of(photos, [0, 0, -1, -1, 1, 1, -1, -1]);

        var second = Versions.Of(photos, [-1, -1, 0, 0, -1, -1, 1, 1], first.Previous());

        second.IdOf(2).ShouldBe(first.IdOf(0));
        second.IdOf(6).ShouldNotBe(first.IdOf(4));
    }

    [Fact]
    public void Build_other_embeddings_of_the_same_groups_change_no_name()
    {
        var first = Of([0, 0, 0, 1, 1, 1, 2, 2]);
        var drifted = Pets.Photos([.. Enumerable.Range(50, 8).Select(i => Pets.Vector(new Random(i), 16))]);

        var second = Versions.Of(drifted, [0, 0, 0, 1, 1, 1, 2, 2], first.Previous());

        second.Clusters.Select(cluster => cluster.StableId).ShouldBe(first.Clusters.Select(cluster => cluster.StableId));
    }

    [Fact]
    public void Build_any_change_keeps_names_unique_and_each_group_is_told_of_once()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var photos = Photos(random.Next(1, 40));
            int[] labels = [.. photos.Select(_ => random.Next(-1, 6))];
            var first = Versions.Of(photos, labels);
            int[] changed = [.. labels.Select(label => random.Next(3) == 0 ? random.Next(-1, 6) : label)];
            var kept = photos.Index().Where(_ => random.Next(8) > 0).Select(photo => photo.Index).ToArray();
            var previous = first.Previous();

            var second = Versions.Of([.. kept.Select(i => photos[i])], [.. kept.Select(i => changed[i])], previous);

            var (before, after) = (Ids(first), Ids(second));
            after.ShouldBeUnique();
            var told = second.Changes.ToLookup(change => change.Kind);
            foreach (var id in after.Except(before))
                second.Changes.ShouldContain(change => change.To.Contains(id), $"seed {seed}");
            foreach (var id in before.Except(after))
                second.Changes.ShouldContain(change => change.From.Contains(id), $"seed {seed}");
            told[GroupChangeKind.Birth].SelectMany(change => change.To).Intersect(before).ShouldBeEmpty();
            told[GroupChangeKind.Death].SelectMany(change => change.From).Intersect(after).ShouldBeEmpty();
            told[GroupChangeKind.Split].ShouldAllBe(change => change.From.Count == 1 && change.To.Count > 1);
            told[GroupChangeKind.Merge].ShouldAllBe(change => change.From.Count > 1 && change.To.Count == 1);

            var shuffled = previous with { Groups = [.. previous.Groups.Reverse().Select(group => group with { Members = [.. group.Members.Reverse()] })] };
            Pets.Text(Versions.Of([.. kept.Select(i => photos[i])], [.. kept.Select(i => changed[i])], shuffled)).ShouldBe(Pets.Text(second), $"seed {seed}");
        }
    }

    [Fact]
    public void Build_a_photo_more_leaves_the_names_of_all_groups_alone()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var photos = Photos(random.Next(2, 40));
            int[] labels = [.. photos.Select(_ => random.Next(-1, 6))];
            var first = Versions.Of(photos[1..], labels[1..]);

            var second = Versions.Of(photos, labels, first.Previous());

            for (var photo = 1; photo < photos.Length; photo++)
            {
                if (labels[photo] >= 0)
                    second.IdOf(photo).ShouldBe(first.IdOf(photo), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Build_thousands_of_groups_keep_their_names()
    {
        var photos = Pets.Photos([.. Enumerable.Range(0, 5_000).Select(i => Pets.Vector(new Random(i), 16))]);
        int[] labels = [.. Enumerable.Range(0, 5_000).Select(i => i / 3)];
        var first = Versions.Of(photos, labels);

        var second = Versions.Of(photos, [.. labels.Select((label, i) => i % 5 == 0 ? (label + 1) % 1667 : label)], first.Previous());

        Ids(second).Intersect(Ids(first)).Count().ShouldBeGreaterThan(1_600);
        Ids(second).ShouldBeUnique();
    }

    private static ClusteringResult Of(int[] labels, PreviousClusters? previous = null) => Versions.Of(Photos(labels.Length), labels, previous);

    private static Photo[] Photos(int count) =>
        Pets.Photos([.. Enumerable.Range(0, count).Select(i => Pets.Add(Pets.Vector(new Random(i), 16), Pets.Vector(new Random(-1), 16), 2))]);

    private static Guid[] Ids(ClusteringResult result) => [.. result.Clusters.Select(cluster => cluster.StableId)];

    private static string[] Changes(ClusteringResult result) =>
        [.. result.Changes.Select(change => $"{change.Kind} {string.Join(' ', change.From)} > {string.Join(' ', change.To)}")];
}
