namespace MediaClusters.LoadTests.Load;

/// <summary>Which loads can be.</summary>
internal static class LoadLimits
{
    private const int MostConnections = 10_000;
    private const double HighestRate = 1_000_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static void Check(IReadOnlyList<(Scenario Scenario, LoadShape Shape)> loads, TimeSpan warmUp)
    {
        if (warmUp < TimeSpan.Zero || warmUp > Longest)
            throw new ArgumentOutOfRangeException(nameof(warmUp), warmUp, "A warm-up takes between no time and a day.");
        if (loads.Count == 0)
            throw new ArgumentException("There is no load.", nameof(loads));
        if (loads.GroupBy(load => load.Scenario.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { Key: var name })
            throw new ArgumentException($"Two loads are called '{name}': nobody could tell which of them a result is of.", nameof(loads));

        foreach (var (scenario, shape) in loads)
        {
            if (Wrong(shape) is { } wrong)
                throw new ArgumentException($"{scenario.Name}: {wrong}", nameof(loads));
        }
    }

    private static string? Wrong(LoadShape shape) => shape switch
    {
        { Connections: < 1 or > MostConnections } => $"{shape.Connections} connections are not between 1 and {MostConnections}.",
        { Duration: var duration } when duration <= TimeSpan.Zero || duration > Longest => $"a duration of {duration:c} is not between none and a day.",
        LoadShape.Arrivals { From: not (>= 0 and <= HighestRate) } or LoadShape.Arrivals { To: not (>= 0 and <= HighestRate) }
            => $"a rate is not between 0 and {HighestRate:F0} a second.",
        LoadShape.Arrivals { From: 0, To: 0 } => "a rate of 0 is no load.",
        _ => null,
    };
}
