using MediaClusters.Evaluation.Measures;

namespace MediaClusters.Evaluation.Reports;

/// <summary>How one contender did on one family.</summary>
/// <param name="Dimensions">Length of the embeddings; null for all lengths together.</param>
/// <param name="Pets">How many pets the means are over.</param>
/// <param name="Scores">The means.</param>
/// <param name="Milliseconds">Median time a pet.</param>
internal sealed record FamilyScore(string Contender, string Family, int? Dimensions, int Pets, Scores Scores, double Milliseconds);
