using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Reports;

/// <summary>Which pets are measured.</summary>
/// <param name="PetsOfFamily">Pets a family, fewer large and more tiny ones; their dimensions take turns.</param>
/// <param name="HeldOut">Take the seeds that nothing is ever tuned on.</param>
internal sealed record EvaluationPlan(int PetsOfFamily, bool HeldOut)
{
    public const int DefaultPets = 30;

    public static IReadOnlyList<int> AllDimensions { get; } = [384, 512, 768];

    public IReadOnlyList<PetFamily> Families { get; init; } = PetFamilies.All;

    /// <summary>A row for each dimension instead of one for all.</summary>
    public bool ByDimension { get; init; }

    /// <summary>The pets of a family, made one at a time, with their number from 1 and how many there are.</summary>
    public IEnumerable<(LabelledPet Pet, int Number, int Count)> Pets(PetFamily family) =>
        Seeds(family).Select((seed, i) => (family.Make(seed.Seed, seed.Dimensions), i + 1, Count(family)));

    /// <summary>The seeds and dimensions of a family's pets.</summary>
    public IEnumerable<(int Seed, int Dimensions)> Seeds(PetFamily family) =>
        (HeldOut ? PetSeeds.HeldOut(Count(family)) : PetSeeds.Tuning(Count(family)))
            .Select((seed, i) => (seed, AllDimensions[i % AllDimensions.Count]));

    // A large pet tells as much as several others, and takes as long; of tiny ones it takes several to tell anything.
    private int Count(PetFamily family) => family.Name switch
    {
        "large" => Math.Max(Math.Min(3, PetsOfFamily), PetsOfFamily / 5),
        "tiny" => Math.Min(5 * PetsOfFamily, PetSeeds.Most),
        _ => PetsOfFamily,
    };
}
