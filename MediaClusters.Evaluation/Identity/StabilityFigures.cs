namespace MediaClusters.Evaluation.Identity;

/// <summary>Shares of photos whose group kept its id; null where no photo was in a group before.</summary>
/// <param name="OneMore">After one photo came.</param>
/// <param name="TenthMore">After a tenth of the photos came, at least one, and all were clustered again.</param>
/// <param name="Drift">After another model embedded the same photos.</param>
/// <param name="TenthJoined">After a tenth came, where the engine may let them join what is there.</param>
/// <param name="JoinedAgainstFull">Adjusted Rand index between what comes of that and of clustering all again.</param>
internal sealed record StabilityFigures(double? OneMore, double? TenthMore, double? Drift, double? TenthJoined, double? JoinedAgainstFull)
{
    public static StabilityFigures Mean(IReadOnlyCollection<StabilityFigures> all) => new(
        all.Average(figures => figures.OneMore),
        all.Average(figures => figures.TenthMore),
        all.Average(figures => figures.Drift),
        all.Average(figures => figures.TenthJoined),
        all.Average(figures => figures.JoinedAgainstFull));
}

/// <summary>The means of a strategy on a family.</summary>
internal sealed record StabilityScore(string Strategy, string Family, int Pets, StabilityFigures Figures);
