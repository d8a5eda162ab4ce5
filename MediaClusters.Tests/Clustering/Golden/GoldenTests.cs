using MediaClusters.Clustering;

namespace MediaClusters.Tests.Clustering.Golden;

/// <summary>Against scikit-learn; make_golden.py tells how the file came about.</summary>
public sealed class GoldenTests
{
    // Distances are float32 and figures rounded to six decimals.
    private const double Tolerance = 2e-6;

    public static TheoryData<string> Names => [.. GoldenCase.All.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Draw_gives_the_vectors_that_were_solved(string name)
    {
        var (golden, vectors) = Find(name);

        vectors.Length.ShouldBe(golden.Labels.Length);
        if (vectors.Length > 0)
            new[] { vectors[0][0], vectors[^1][^1] }.ShouldBe(golden.Probe);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Assign_gives_the_labels_of_scikit_learn(string name)
    {
        var (golden, vectors) = Find(name);

        Labels.Of(vectors, golden.Epsilon, golden.MinSamples).ShouldBe(golden.Labels);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cluster_gives_the_groups_and_silhouette_of_scikit_learn(string name)
    {
        var (golden, vectors) = Find(name);
        var clusterer = new PetClusterer(new ClusteringOptions { Strategy = "dbscan", Epsilon = golden.Epsilon, MinSamples = golden.MinSamples });

        var result = clusterer.Cluster(Pets.Photos(vectors));

        var expected = golden.Labels
            .Select((label, i) => (label, id: Pets.Id(i)))
            .Where(photo => photo.label >= 0)
            .GroupBy(photo => photo.label, photo => photo.id)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Min())
            .Select(Pets.Text);
        result.Clusters.Select(cluster => Pets.Text(cluster.Members.Select(member => member.ImageId))).ShouldBe(expected);
        result.Noise.ShouldBe(golden.Labels.Index().Where(photo => photo.Item < 0).Select(photo => Pets.Id(photo.Index)));
        if (golden.Silhouette is { } silhouette)
            result.Metrics.Silhouette.ShouldNotBeNull().ShouldBe(silhouette, Tolerance);
        else
            result.Metrics.Silhouette.ShouldBeNull();
    }

    private static (GoldenCase Golden, float[][] Vectors) Find(string name)
    {
        var golden = GoldenCase.All.Single(candidate => string.Equals(candidate.Name, name, StringComparison.Ordinal));
        return (golden, GoldenPet.Draw(golden));
    }
}
