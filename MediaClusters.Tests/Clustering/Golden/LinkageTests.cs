using MediaClusters.Clustering.Strategies.AverageLinkage;
using MediaClusters.Clustering.Strategies.Hierarchy;

namespace MediaClusters.Tests.Clustering.Golden;

/// <summary>Average linkage against SciPy; make_golden.py tells how the file came about.</summary>
public sealed class LinkageTests
{
    // Distances are float32, and every merge rounds once more.
    private const double Tolerance = 4e-6;

    private static readonly IReadOnlyList<LinkageCase> Cases = GoldenFile.Read<LinkageCase>("linkage.json");

    public static TheoryData<string> Names => [.. Cases.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Build_merges_at_the_heights_of_SciPy(string name)
    {
        var (golden, tree) = Build(name);

        var heights = Trees.Merges(tree).Select(merge => (double)merge.Height).Order().ToArray();

        heights.Length.ShouldBe(golden.Heights.Length);
        for (var i = 0; i < heights.Length; i++)
            heights[i].ShouldBe(golden.Heights[i], Tolerance, $"merge {i}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Build_cut_at_a_height_gives_the_groups_of_SciPy(string name)
    {
        var (golden, tree) = Build(name);

        foreach (var cut in golden.Cuts)
            Trees.Cut(tree, cut.Height).ShouldBe(cut.Labels, $"cut at {cut.Height}");
    }

    private static (LinkageCase Golden, MergeTree Tree) Build(string name)
    {
        var golden = Cases.Single(candidate => string.Equals(candidate.Name, name, StringComparison.Ordinal));
        var vectors = GoldenPet.Draw(golden.Seed, golden.Dimensions, golden.Sizes, golden.Spread, golden.Outliers, golden.Copies);
        using var distances = Labels.Distances(vectors);
        return (golden, NearestNeighbourChain.Build(distances, Labels.Ones(vectors.Length), CancellationToken.None));
    }

    private sealed record LinkageCase(
        string Name,
        ulong Seed,
        int Dimensions,
        int[] Sizes,
        double Spread,
        int Outliers,
        int Copies,
        double[] Heights,
        LinkageCut[] Cuts);

    private sealed record LinkageCut(double Height, int[] Labels);
}
