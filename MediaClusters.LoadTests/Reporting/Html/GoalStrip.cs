using System.Xml.Linq;

namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>A tile for each goal: with a tick where it was met, with a cross where it was missed.</summary>
internal static class GoalStrip
{
    private const int InRow = 20;
    private const double Size = 34;
    private const double Step = 40;

    public static XElement Of(IReadOnlyList<Goal> goals) => Svg.Chart(
        "chart.goals",
        Summary(goals),
        string.Join("; ", goals.Select((goal, i) => $"{i + 1}. {goal.Name}: {Wording.Verdict(goal)}")),
        InRow * Step,
        (goals.Count + InRow - 1) / InRow * Step,
        goals.Select((goal, i) => Tile(goal, i % InRow * Step, i / InRow * Step)));

    public static string Summary(IReadOnlyList<Goal> goals) => $"{goals.Count(goal => goal.IsMet)} of {goals.Count} goals met";

    private static XElement[] Tile(Goal goal, double x, double y) =>
    [
        Svg.Bar(x, y, Size, Size, goal.IsMet ? "met" : "missed", $"{goal.Name}: {goal.Measured} ({Wording.Verdict(goal)}, wanted {goal.Wanted})"),
        Svg.Path(
            goal.IsMet
                ? $"M{Svg.Pair((x + 9, y + 18))}L{Svg.Pair((x + 15, y + 24))}L{Svg.Pair((x + 26, y + 11))}"
                : $"M{Svg.Pair((x + 10, y + 10))}L{Svg.Pair((x + 24, y + 24))}M{Svg.Pair((x + 24, y + 10))}L{Svg.Pair((x + 10, y + 24))}",
            "verdict"),
    ];
}
