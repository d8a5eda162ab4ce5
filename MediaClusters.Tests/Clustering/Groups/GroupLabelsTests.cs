using MediaClusters.Clustering;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Tests.Clustering.Groups;

public sealed class GroupLabelsTests
{
    [Fact]
    public void For_groups_without_words_are_numbered() => Labels([0, 0, 0, 1, 1], _ => "").ShouldBe(["group 1", "group 2"]);

    [Fact]
    public void For_a_group_is_named_by_its_tag_and_its_pose()
    {
        Labels([0, 0, 0, 1, 1, 2, 2, 3, 3], photo => photo switch
        {
            < 3 => "beach|front",
            < 5 => "snow|",
            < 7 => "|asleep",
            _ => "",
        }).ShouldBe(["beach, front", "snow", "asleep", "group 4"]);
    }

    [Fact]
    public void For_half_of_the_photos_are_enough_and_fewer_are_not()
    {
        Labels([0, 0, 0, 0], photo => photo < 2 ? "sofa|left" : "").ShouldBe(["sofa, left"]);
        Labels([0, 0, 0, 0, 0], photo => photo < 2 ? "sofa|left" : "").ShouldBe(["group 1"]);
    }

    [Fact]
    public void For_a_tag_that_is_everywhere_says_nothing()
    {
        Labels([0, 0, 0, 1, 1], photo => photo < 3 ? "dog,park" : "dog").ShouldBe(["park", "group 2"]);
        Labels([0, 0, 0], _ => "dog").ShouldBe(["dog"]);
        Labels([0, 0, 0, -1, -1], _ => "dog").ShouldBe(["group 1"]);
    }

    [Fact]
    public void For_the_tag_with_the_largest_lead_wins()
    {
        // Both are in all photos of the first group; one is in half of the others as well.
        Labels([0, 0, 0, 1, 1], photo => photo < 3 ? "dog,park" : photo == 3 ? "dog" : "").ShouldBe(["park", "group 2"]);
    }

    [Fact]
    public void For_ties_go_to_the_more_frequent_and_then_to_the_alphabet()
    {
        Labels([0, 0], _ => "zoo,ark").ShouldBe(["ark"]);
        Labels([0, 0], photo => photo == 0 ? "|side" : "|back").ShouldBe(["back"]);
        Labels([0, 0, 0, 0], photo => photo < 2 ? "|back" : "|side").ShouldBe(["back"]);
    }

    [Fact]
    public void For_spellings_are_one_word_and_count_once_a_photo()
    {
        Labels([0, 0, 0, 0], photo => photo < 2 ? " Beach ,beach,BEACH|Three_Quarter" : "").ShouldBe(["beach, three quarter"]);
        Labels([0, 0, 0, 0], photo => photo < 1 ? "beach,Beach,BEACH" : "").ShouldBe(["group 1"]);
        Labels([0, 0], _ => "front|front").ShouldBe(["front"]);
    }

    [Fact]
    public void For_labels_are_unique()
    {
        Labels([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3], photo => photo is > 6 and < 10 ? "|front 2" : "|front")
            .ShouldBe(["front", "front 2", "front 2 2", "front 3"]);
        Labels([0, 0, 0, 1, 1], photo => photo < 3 ? "group 2" : "").ShouldBe(["group 2", "group 2 2"]);
    }

    [Fact]
    public void For_thousands_of_groups_alike_are_numbered_without_ado()
    {
        int[] labels = [.. Enumerable.Range(0, 5_000).Select(i => i / 2)];

        var names = Labels(labels, _ => "|front");

        names.ShouldBeUnique();
        names[^1].ShouldBe("front 2500");
    }

    [Fact]
    public void For_hostile_tags_do_no_harm()
    {
        string[] hostile = [new string('x', 5_000_000), "", "\0", "<img src=x onerror=alert(1)>", "\u202E", "\uD800", .. Enumerable.Range(0, 200_000).Select(i => $"tag {i}")];
        var photos = Pets.Photos([1, 0], [1, 0]).Select(photo => photo with { Tags = hostile }).ToArray();

        var label = GroupLabels.For(PhotoSet.From(photos), Grouping.FromLabels([0, 0])).ShouldHaveSingleItem();

        label.ShouldBe("img src=x onerror=alert(1)");
    }

    [Fact]
    public void For_the_order_of_tags_does_not_matter()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            int[] labels = [.. Enumerable.Range(0, 30).Select(_ => random.Next(-1, 4))];
            string[][] tags = [.. labels.Select(_ => Enumerable.Range(0, 4).Select(_ => $"tag {random.Next(6)}").ToArray())];
            var expected = Labels(labels, photo => string.Join(',', tags[photo]));

            Labels(labels, photo => string.Join(',', tags[photo].Reverse())).ShouldBe(expected, $"seed {seed}");
        }
    }

    /// <summary>Labels of groups whose photos have the words "tag,tag|pose".</summary>
    private static string[] Labels(int[] labels, Func<int, string> words)
    {
        var photos = labels.Select((_, i) =>
        {
            var parts = words(i).Split('|');
            return new Photo(Pets.Id(i), new float[] { 1 }, Pose: parts.ElementAtOrDefault(1)) { Tags = parts[0].Split(',') };
        });
        return GroupLabels.For(PhotoSet.From([.. photos]), Grouping.FromLabels(labels));
    }
}
