using MediaClusters.Clustering;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>Pets of a given size to time runs on: groups of about 25 photos, a twelfth of the photos in none, no near-duplicates.</summary>
internal static class BenchmarkPets
{
    internal const int Seed = 1;

    private const int GroupSize = 25;
    private const double Cosine = 0.9;

    /// <summary>Sizes that are measured.</summary>
    public static IReadOnlyList<int> Counts { get; } = [20, 100, 500, 2_000, 5_000];

    /// <summary>Dimensions that are measured.</summary>
    public static IReadOnlyList<int> Dimensions { get; } = [384, 512, 768];

    public static LabelledPet Labelled(int count, int dimensions)
    {
        var outliers = count / 12;
        var groups = Math.Max(2, (count - outliers) / GroupSize);
        var sizes = Enumerable.Range(0, groups).Select(i => ((count - outliers) * (i + 1) / groups) - ((count - outliers) * i / groups));
        var plan = new PetPlan([.. sizes.Select(size => new GroupPlan(size, Cosine))], outliers);
        return PetMaker.Make("benchmark", Seed, dimensions, plan, Draws.For("benchmark", Seed + count, dimensions)).State(0);
    }

    /// <summary>A pet of very many photos: a hundred groups by Zipf's law, forty of a few photos, spreads of all kinds.</summary>
    public static LabelledPet Large(int count, int dimensions)
    {
        var draws = Draws.For("benchmark-large", Seed + count, dimensions);
        int[] few = [.. Enumerable.Range(0, Math.Min(40, count / 50)).Select(_ => draws.Count(3, 8))];
        var outliers = count / 12;
        var grouped = count - outliers - few.Sum();
        var harmonic = Enumerable.Range(1, 100).Sum(rank => 1.0 / rank);
        int[] many = [.. Enumerable.Range(1, 100).Select(rank => (int)(grouped / (rank * harmonic))).Where(size => size > 1)];
        var groups = many.Concat(few).Select(size => new GroupPlan(size, draws.Between(0.78, 0.92))).ToArray();
        return PetMaker.Make("benchmark-large", Seed, dimensions, new PetPlan(groups, count - groups.Sum(group => group.Size)), draws).State(0);
    }

    public static IReadOnlyList<Photo> Photos(int count, int dimensions) => Labelled(count, dimensions).Photos;
}
