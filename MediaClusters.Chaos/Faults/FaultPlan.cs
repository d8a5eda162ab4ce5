namespace MediaClusters.Chaos.Faults;

/// <summary>Which faults come when, drawn before the run: one seed, one plan.</summary>
internal sealed record FaultPlan(int Seed, TimeSpan Duration, IReadOnlyList<FaultStep> Steps)
{
    // A run must not outlast its plan: some faults are over sooner than expected.
    private const double Reserve = 1.5;

    /// <summary>What a short time or a busy machine may take beyond the time until every kind has come once.</summary>
    private static readonly TimeSpan LongestOvertime = TimeSpan.FromMinutes(5);

    /// <summary>How often two come at once: as often as it takes to have them all in the time there is.</summary>
    private static readonly double[] ShareOfPairs = [0.2, 0.4, 0.6, 0.8, 1];

    /// <param name="seed">Decides everything.</param>
    /// <param name="duration">How long faults shall come.</param>
    /// <param name="kinds">Those that shall come, each once before any comes again.</param>
    public static FaultPlan Create(int seed, TimeSpan duration, IReadOnlyList<FaultKind> kinds)
    {
        if (kinds.Count == 0)
            return new(seed, duration, []);

        var random = new Random(seed);
        var order = kinds.Distinct().Order().ToArray();
        random.Shuffle(order);
        var rounds = ShareOfPairs.Select(share => Round(new Random(seed), order, share)).ToList();
        var steps = rounds.Find(round => Length(round) <= duration) ?? rounds[^1];
        while (Length(steps) < duration * Reserve)
        {
            random.Shuffle(order);
            steps.AddRange(Round(random, order, ShareOfPairs[0]));
        }

        return new(seed, duration, steps);
    }

    /// <summary>Step after step until the time is over, and beyond that those with a kind that has not come yet.</summary>
    /// <param name="elapsed">The time since the first one began.</param>
    /// <exception cref="InvalidOperationException">Some kinds had not come a long time after that.</exception>
    public IEnumerable<FaultStep> StepsInTime(Func<TimeSpan> elapsed)
    {
        var missing = Steps.SelectMany(step => step.Faults).Select(fault => fault.Kind).ToHashSet();
        foreach (var step in Steps)
        {
            if (elapsed() >= Duration && !step.Faults.Any(fault => missing.Contains(fault.Kind)))
                continue;
            if (elapsed() >= Duration + LongestOvertime)
                throw new InvalidOperationException($"The time was over before these came: {string.Join(", ", missing.Order())}.");
            missing.ExceptWith(step.Faults.Select(fault => fault.Kind));
            yield return step;
        }
    }

    /// <summary>About how long these take.</summary>
    public static TimeSpan Length(IEnumerable<FaultStep> steps) => steps.Aggregate(TimeSpan.Zero, (sum, step) =>
        sum + step.Pause + step.Faults.Max(fault => fault.Hold + TimeSpan.FromSeconds(FaultCatalog.Of(fault.Kind).Around)));

    private static List<FaultStep> Round(Random random, IEnumerable<FaultKind> order, double shareOfPairs)
    {
        var steps = new List<FaultStep>();
        var left = order.ToList();
        while (left is [var first, ..])
        {
            var together = random.NextDouble() < shareOfPairs ? Pair(left, first) : [first];
            left.RemoveAll(together.Contains);
            steps.Add(new([.. together.Select(kind => Draw(random, kind))], TimeSpan.FromSeconds(1 + (2 * random.NextDouble()))));
        }

        return steps;
    }

    private static FaultKind[] Pair(List<FaultKind> left, FaultKind first) =>
        [first, .. left.Where(other => (FaultCatalog.Of(other).Group & FaultCatalog.Of(first).Group) == FaultGroup.None).Take(1)];

    private static PlannedFault Draw(Random random, FaultKind kind)
    {
        var (least, most) = FaultCatalog.Of(kind).Hold;
        return new(kind, TimeSpan.FromSeconds(least + ((most - least) * random.NextDouble())), random.Next());
    }
}
