using MediaClusters.Clustering.Groups;

namespace MediaClusters.Tests.Clustering.Groups;

public sealed class GroupingTests
{
    [Fact]
    public void FromLabels_largest_group_is_first_and_ties_go_to_the_first_photo()
    {
        var grouping = Grouping.FromLabels([7, -1, 3, 3, 7, 0, 0, 0, -1]);

        grouping.Groups.ShouldBe([[5, 6, 7], [0, 4], [2, 3]]);
        grouping.Noise.ShouldBe([1, 8]);
        grouping.GroupOf.ShouldBe([1, -1, 2, 2, 1, 0, 0, 0, -1]);
    }

    [Fact]
    public void FromLabels_numbers_of_the_labels_do_not_matter()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var labels = Enumerable.Range(0, 50).Select(_ => random.Next(-1, 10)).ToArray();
            var names = Enumerable.Range(100, 10).ToArray();
            random.Shuffle(names);

            var renamed = Grouping.FromLabels(Array.ConvertAll(labels, label => label < 0 ? label : names[label]));

            renamed.GroupOf.ShouldBe(Grouping.FromLabels(labels).GroupOf, $"seed {seed}");
        }
    }
}
