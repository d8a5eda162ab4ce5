using MediaClusters.Clustering.Quality;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Measures;

/// <summary>How good an outcome is. Every figure is in [0, 1], the Rand index in [-1, 1]; null where it has no meaning.</summary>
/// <param name="Purity">See <see cref="Measures.Purity"/>.</param>
/// <param name="AdjustedRand">See <see cref="AdjustedRandIndex"/>.</param>
/// <param name="VMeasure">See <see cref="Measures.VMeasure"/>.</param>
/// <param name="NoisePrecision">Of the photos left out of every group, the share that belongs to none.</param>
/// <param name="NoiseRecall">Of the photos that belong to no group, the share that was left out.</param>
/// <param name="HeroPrecision">See <see cref="Measures.HeroPrecision"/>.</param>
internal sealed record Scores(
    double? Purity,
    double? AdjustedRand,
    double? VMeasure,
    double? NoisePrecision,
    double? NoiseRecall,
    double? HeroPrecision)
{
    public static Scores Of(LabelledPet pet, Outcome outcome)
    {
        var truth = pet.Groups.ToArray();
        var found = outcome.LabelsOfGroups();
        var (rightlyOut, outliers, leftOut) = (0, 0, 0);
        for (var i = 0; i < truth.Length; i++)
        {
            outliers += truth[i] < 0 ? 1 : 0;
            leftOut += found[i] < 0 ? 1 : 0;
            rightlyOut += truth[i] < 0 && found[i] < 0 ? 1 : 0;
        }

        return new Scores(
            Measures.Purity.Of(truth, found),
            AdjustedRandIndex.Between(truth, found),
            Measures.VMeasure.Of(truth, found)?.Value,
            leftOut > 0 ? (double)rightlyOut / leftOut : null,
            outliers > 0 ? (double)rightlyOut / outliers : null,
            Measures.HeroPrecision.Of(pet, outcome));
    }

    /// <summary>The mean of each figure over the pets it means something for.</summary>
    public static Scores Mean(IReadOnlyCollection<Scores> all) => new(
        all.Average(scores => scores.Purity),
        all.Average(scores => scores.AdjustedRand),
        all.Average(scores => scores.VMeasure),
        all.Average(scores => scores.NoisePrecision),
        all.Average(scores => scores.NoiseRecall),
        all.Average(scores => scores.HeroPrecision));
}
