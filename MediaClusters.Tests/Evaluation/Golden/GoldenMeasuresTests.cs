using MediaClusters.Clustering.Quality;
using MediaClusters.Evaluation.Measures;

namespace MediaClusters.Tests.Evaluation.Golden;

/// <summary>Against scikit-learn; make_golden.py tells how the file came about.</summary>
public sealed class GoldenMeasuresTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Names => [.. GoldenMeasures.All.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void AdjustedRandIndex_is_that_of_scikit_learn(string name)
    {
        var golden = Find(name);

        // scikit-learn calls a single photo, which has no pairs, a perfect match.
        if (golden.Truth.Length < 2)
            AdjustedRandIndex.Between(golden.Truth, golden.Found).ShouldBeNull();
        else
            AdjustedRandIndex.Between(golden.Truth, golden.Found).ShouldNotBeNull().ShouldBe(golden.AdjustedRand, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void VMeasure_is_that_of_scikit_learn(string name)
    {
        var golden = Find(name);

        var measure = VMeasure.Of(golden.Truth, golden.Found).ShouldNotBeNull();

        measure.Homogeneity.ShouldBe(golden.Homogeneity, Tolerance);
        measure.Completeness.ShouldBe(golden.Completeness, Tolerance);
        measure.Value.ShouldBe(golden.VMeasure, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Purity_is_what_the_contingency_matrix_counts(string name)
    {
        var golden = Find(name);

        Purity.Of(golden.Truth, golden.Found).ShouldNotBeNull().ShouldBe(golden.Purity, Tolerance);
    }

    private static GoldenMeasures Find(string name) =>
        GoldenMeasures.All.Single(candidate => string.Equals(candidate.Name, name, StringComparison.Ordinal));
}
