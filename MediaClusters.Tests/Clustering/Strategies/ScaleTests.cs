using MediaClusters.Clustering;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Tests.Clustering.Strategies;

public sealed class ScaleTests
{
    [Theory]
    [InlineData("auto")]
    [InlineData("average-linkage")]
    [InlineData("hdbscan")]
    public void Assign_half_the_distances_give_the_same_groups_when_strangers_are_half_as_far(string strategy)
    {
        var (wide, narrow) = (Strategy(strategy, 0.5), Strategy(strategy, 0.25));
        for (var seed = 0; seed < 40; seed++)
        {
            float[][] vectors = [.. Pets.Planted(seed).Select(photo => photo.Embedding.ToArray())];
            using var distances = Labels.Distances(vectors);
            using var halved = Labels.Distances([.. vectors.Select(InNarrowCone)]);

            Labels.Of(narrow, halved).ShouldBe(Labels.Of(wide, distances), $"seed {seed}");
        }
    }

    [Fact]
    public void Assign_no_limit_stays_no_limit()
    {
        var options = new ClusteringOptions { Strategy = "hdbscan", StrangerDistance = 0.1 };
        options.Hdbscan.MaxReach = 2;

        ClusteringStrategies.Create(options).Parameters.ShouldContain("max_reach=2");
    }

    [Fact]
    public void Assign_distances_above_what_there_is_are_cut()
    {
        var options = new ClusteringOptions { StrangerDistance = 2, AverageLinkage = { MostCut = 2 } };

        ClusteringStrategies.Create(options).Parameters.ShouldContain("least_cut=1.36;most_cut=2;");
    }

    private static IClusteringStrategy Strategy(string name, double strangers) =>
        ClusteringStrategies.Create(new ClusteringOptions { Strategy = name, StrangerDistance = strangers });

    /// <summary>One component more, the same for all and as long as the rest: cosines c become (1 + c) / 2.</summary>
    private static float[] InNarrowCone(float[] vector) => [.. vector, MathF.Sqrt(vector.Sum(value => value * value))];
}
