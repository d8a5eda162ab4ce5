using MediaClusters.Evaluation.Measures;

namespace MediaClusters.Evaluation.Reports;

/// <summary>How one contender did on one family.</summary>
/// <param name="Dimensions">Length of the embeddings; null for all lengths together.</param>
/// <param name="OfPets">The scores of each pet, in an order that all contenders have in common.</param>
/// <param name="Milliseconds">Median time a pet.</param>
internal sealed record FamilyScore(string Contender, string Family, int? Dimensions, IReadOnlyList<Scores> OfPets, double Milliseconds)
{
    /// <summary>The means.</summary>
    public Scores Scores { get; } = Scores.Mean(OfPets);
}
