using MediaClusters.Clustering;

namespace MediaClusters.Evaluation.Pets;

/// <summary>A pet whose groups are known.</summary>
/// <param name="Family">The family it is of.</param>
/// <param name="Seed">The seed it was made from.</param>
/// <param name="Dimensions">Length of its embeddings.</param>
/// <param name="Photos">What an engine may see, in no particular order.</param>
/// <param name="Groups">The true group of each photo, or <see cref="Outlier"/>.</param>
/// <param name="GoodHeroes">Whether a photo is a portrait that stands well for its group. At least one of each group is.</param>
/// <param name="Evidence">
/// How strongly a photo's signals speak for a portrait: the logarithm of their likelihood ratio, which only the
/// generator knows. Nobody who sees signals alone picks better than the largest.
/// </param>
internal sealed record LabelledPet(
    string Family,
    int Seed,
    int Dimensions,
    IReadOnlyList<Photo> Photos,
    IReadOnlyList<int> Groups,
    IReadOnlyList<bool> GoodHeroes,
    IReadOnlyList<double> Evidence)
{
    /// <summary>The group of a photo that belongs to none.</summary>
    public const int Outlier = -1;
}
