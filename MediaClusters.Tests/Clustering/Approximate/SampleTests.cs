using MediaClusters.Clustering;
using MediaClusters.Clustering.Approximate;

namespace MediaClusters.Tests.Clustering.Approximate;

public sealed class SampleTests
{
    private static readonly PhotoSet Set = PhotoSet.From([.. Enumerable.Range(0, 2_000).Select(i => new Photo(Pets.Id(i), new float[] { 1 }))]);

    [Fact]
    public void Draw_no_more_than_there_are_takes_all()
    {
        Sample.Draw(Set, [3, 5, 9], 3, round: 0).ShouldBe([3, 5, 9]);
        Sample.Draw(Set, [], 3, round: 0).ShouldBeEmpty();
    }

    [Fact]
    public void Draw_is_ascending_and_of_the_size_asked_for_and_differs_by_round()
    {
        int[] all = [.. Enumerable.Range(0, 2_000)];

        var sample = Sample.Draw(Set, all, 500, round: 0);

        sample.ShouldBeInOrder();
        sample.Distinct().Count().ShouldBe(500);
        Sample.Draw(Set, all, 500, round: 0).ShouldBe(sample);
        Sample.Draw(Set, all, 500, round: 1).Intersect(sample).Count().ShouldBeInRange(80, 170);
    }

    [Fact]
    public void Draw_another_photo_changes_one_at_most()
    {
        int[] all = [.. Enumerable.Range(0, 2_000)];
        for (var added = 0; added < 2_000; added += 97)
        {
            var without = Sample.Draw(Set, [.. all.Where(photo => photo != added)], 500, round: 0);

            Sample.Draw(Set, all, 500, round: 0).Except(without).Count().ShouldBeLessThanOrEqualTo(1);
        }
    }

    // Ids made at one time have most bits in common.
    [Fact]
    public void Draw_takes_from_everywhere()
    {
        var sample = Sample.Draw(Set, [.. Enumerable.Range(0, 2_000)], 400, round: 0);

        foreach (var part in sample.CountBy(photo => photo / 200))
            part.Value.ShouldBeInRange(15, 65);
    }
}
