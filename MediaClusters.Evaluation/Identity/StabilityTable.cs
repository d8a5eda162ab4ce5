using System.Globalization;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Identity;

/// <summary>The table of <c>stability</c>.</summary>
internal static class StabilityTable
{
    public static string Of(IReadOnlyList<StabilityScore> scores)
    {
        var table = new Table("strategy", "family", "pets", "+1 photo", "+10 %", "other model", "+10 % joined", "joined to full, ARI");
        foreach (var (strategy, family, pets, figures) in scores)
        {
            table.Add(
                strategy,
                family,
                pets.ToString(CultureInfo.InvariantCulture),
                Table.Figure(figures.OneMore),
                Table.Figure(figures.TenthMore),
                Table.Figure(figures.Drift),
                Table.Figure(figures.TenthJoined),
                Table.Figure(figures.JoinedAgainstFull));
        }

        return table.ToString();
    }
}
