using System.Globalization;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Measures;

namespace MediaClusters.Evaluation.Reports;

/// <summary>
/// What the default strategy has to reach on every family by itself; a good mean excuses no family. Noise precision and
/// recall are no part of it: either is had at the other's cost, and whoever leaves every photo out has a recall of 1. Nor
/// is V, which is not corrected for chance: many groups of one are worth something to it. Purity and ARI count all of that.
/// </summary>
internal static class Gate
{
    public const string Strategy = "auto";
    public const double LeastPurity = 0.95;
    public const double LeastAdjustedRand = 0.90;
    public const double LeastHeroPrecision = 0.90;

    /// <summary>Pets a family: enough that a single poor hero decides nothing.</summary>
    public const int Pets = 100;

    // Means of equal figures may differ by the order they were added in.
    private const double Rounding = 1e-9;

    private static readonly (string Name, double Least, Func<Scores, double?> Of)[] Figures =
    [
        ("purity", LeastPurity, scores => scores.Purity),
        ("ARI", LeastAdjustedRand, scores => scores.AdjustedRand),
        ("hero precision", LeastHeroPrecision, scores => scores.HeroPrecision),
    ];

    /// <summary>A line for each figure of a family that is too low, or lower than the stub's on the pets where both have one.</summary>
    public static IReadOnlyList<string> Misses(IReadOnlyList<FamilyScore> scores)
    {
        var misses = new List<string>();
        foreach (var score in scores.Where(score => Is(score, Strategy)))
        {
            var stub = scores.FirstOrDefault(other => Is(other, AllContenders.Stub) && SamePets(other, score));
            foreach (var (name, least, of) in Figures)
            {
                misses.AddRange(TooLow($"{score.Family}: {name}", of(score.Scores), least));
                if (stub is not null)
                    misses.AddRange(BelowStub($"{score.Family}: {name}", [.. score.OfPets.Select(of)], [.. stub.OfPets.Select(of)]));
            }
        }

        return misses;
    }

    private static IEnumerable<string> TooLow(string figure, double? reached, double least)
    {
        if (reached is not { } value || double.IsNaN(value))
            yield return $"{figure} has no value";
        else if (value < least - Rounding)
            yield return string.Create(CultureInfo.InvariantCulture, $"{figure} {value:0.0000} is {least - value:0.0000} below {least:0.00}");
    }

    private static IEnumerable<string> BelowStub(string figure, IReadOnlyList<double?> own, IReadOnlyList<double?> stubs)
    {
        if (own.Count != stubs.Count)
            throw new ArgumentException("Both were measured on the same pets", nameof(stubs));

        var both = own.Zip(stubs).Where(pet => pet is { First: not null, Second: not null }).ToArray();
        if (both.Average(pet => pet.First) is { } value && both.Average(pet => pet.Second) is { } stub && value < stub - Rounding)
            yield return string.Create(CultureInfo.InvariantCulture, $"{figure} {value:0.0000} is {stub - value:0.0000} below the stub's {stub:0.0000}");
    }

    private static bool Is(FamilyScore score, string contender) => string.Equals(score.Contender, contender, StringComparison.Ordinal);

    private static bool SamePets(FamilyScore left, FamilyScore right) =>
        string.Equals(left.Family, right.Family, StringComparison.Ordinal) && left.Dimensions == right.Dimensions;
}
