using MediaClusters.Clustering;
using MediaClusters.Tests.Clustering.Identity;

namespace MediaClusters.Tests.Clustering.Quality;

public sealed class DriftTests
{
    [Fact]
    public void Churn_without_a_previous_version_or_pairs_is_undefined()
    {
        Metrics([0, 0, 1], previous: null).Churn.ShouldBeNull();
        Metrics([0, 0, 1], [-1, -1, 0]).Churn.ShouldBeNull();
        Metrics([0, 0, 1], []).Churn.ShouldBeNull();
    }

    [Fact]
    public void Churn_is_the_share_of_pairs_that_were_parted()
    {
        Metrics([0, 0, 0, 0], [0, 0, 0, 0]).Churn.ShouldBe(0);
        Metrics([0, 0, 1, 1], [0, 0, 0, 0]).Churn.ShouldBe(0.666667);
        Metrics([-1, -1, -1, -1], [0, 0, 0, 0]).Churn.ShouldBe(1);
        Metrics([0, 0, 0, 0], [0, 0, 1, 1]).Churn.ShouldBe(0);
    }

    [Fact]
    public void Churn_and_index_leave_photos_of_one_version_out()
    {
        // Six photos then, of which the last two are gone; two more now.
        var previous = Versions.Of(Photos(6), [0, 0, 1, 1, 0, 1]).Previous();

        var metrics = Versions.Of([.. Photos(4), .. Photos(8)[6..]], [0, 0, 1, 1, 0, 0], previous).Metrics;

        (metrics.Churn, metrics.AdjustedRand).ShouldBe((0, 1));
    }

    [Fact]
    public void Churn_and_index_agree_with_counting_pairs()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(2, 40);
            int[] before = [.. Enumerable.Range(0, count).Select(_ => random.Next(-1, 5))];
            int[] after = [.. before.Select(label => random.Next(3) == 0 ? random.Next(-1, 5) : label)];
            var pairs = Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, i).Select(j => (Before: Together(before, i, j), After: Together(after, i, j)))).ToArray();
            double both = pairs.Count(pair => pair is { Before: true, After: true });
            double then = pairs.Count(pair => pair.Before);
            double now = pairs.Count(pair => pair.After);
            var expected = then * now / pairs.Length;
            var most = (then + now) / 2;

            var metrics = Metrics(after, before);

            (metrics.Churn ?? -1).ShouldBe(then > 0 ? 1 - (both / then) : -1, 1e-6, $"seed {seed}");
            metrics.AdjustedRand.ShouldNotBeNull().ShouldBe(most > expected ? (both - expected) / (most - expected) : 1, 1e-6, $"seed {seed}");
        }
    }

    [Fact]
    public void Index_without_two_shared_photos_is_undefined()
    {
        Metrics([0, 0], previous: null).AdjustedRand.ShouldBeNull();
        Metrics([0, 0], [0]).AdjustedRand.ShouldBeNull();
        Metrics([0, 0], [0, 0]).AdjustedRand.ShouldBe(1);
    }

    private static bool Together(int[] labels, int i, int j) => labels[i] >= 0 && labels[i] == labels[j];

    private static ClusteringMetrics Metrics(int[] labels, int[]? previous) =>
        Versions.Of(Photos(labels.Length), labels, previous is null ? null : Versions.Of(Photos(previous.Length), previous).Previous()).Metrics;

    private static Photo[] Photos(int count) => Pets.Photos([.. Enumerable.Range(0, count).Select(i => Pets.Vector(new Random(i), 8))]);
}
