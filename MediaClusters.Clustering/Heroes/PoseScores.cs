namespace MediaClusters.Clustering.Heroes;

/// <summary>
/// How well a pose shows the pet's face, in [0, 1]. Case does not matter; a hyphen or a space counts as an underscore.
/// <list type="table">
/// <item><term>front, frontal, face</term><description>1.0</description></item>
/// <item><term>three_quarter</term><description>0.85</description></item>
/// <item><term>side, profile, left, right</term><description>0.6</description></item>
/// <item><term>any other</term><description>0.5, neutral</description></item>
/// <item><term>top, above</term><description>0.3</description></item>
/// <item><term>back, rear</term><description>0.1</description></item>
/// </list>
/// </summary>
internal static class PoseScores
{
    private const double Neutral = 0.5;

    private static readonly Dictionary<string, double> Table = new(StringComparer.Ordinal)
    {
        ["front"] = 1.0,
        ["frontal"] = 1.0,
        ["face"] = 1.0,
        ["three_quarter"] = 0.85,
        ["side"] = 0.6,
        ["profile"] = 0.6,
        ["left"] = 0.6,
        ["right"] = 0.6,
        ["top"] = 0.3,
        ["above"] = 0.3,
        ["back"] = 0.1,
        ["rear"] = 0.1,
    };

    /// <summary>The pose's score; null without a pose.</summary>
    public static double? For(string? pose)
    {
        // As most write it, it is in the table as it is.
        if (pose is not null && Table.TryGetValue(pose, out var score))
            return score;
        return Normalise(pose) is { } known ? Table.GetValueOrDefault(known, Neutral) : null;
    }

    /// <summary>The one way to write a pose; null without one.</summary>
    public static string? Normalise(string? pose) =>
        string.IsNullOrWhiteSpace(pose) ? null : pose.Trim().Replace('-', '_').Replace(' ', '_').ToLowerInvariant();
}
