using System.Globalization;

namespace MediaClusters.Evaluation.Reports;

/// <summary>The table of an evaluation: a row for each contender and family.</summary>
internal static class ScoreTable
{
    public static string Of(IReadOnlyList<FamilyScore> scores)
    {
        var table = new Table("strategy", "family", "dim", "pets", "purity", "ARI", "V", "noise precision", "noise recall", "hero precision", "ms");
        foreach (var score in scores)
        {
            var figures = score.Scores;
            table.Add(
                score.Contender,
                score.Family,
                score.Dimensions?.ToString(CultureInfo.InvariantCulture) ?? "all",
                score.OfPets.Count.ToString(CultureInfo.InvariantCulture),
                Table.Figure(figures.Purity),
                Table.Figure(figures.AdjustedRand),
                Table.Figure(figures.VMeasure),
                Table.Figure(figures.NoisePrecision),
                Table.Figure(figures.NoiseRecall),
                Table.Figure(figures.HeroPrecision),
                score.Milliseconds.ToString(score.Milliseconds < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }
}
