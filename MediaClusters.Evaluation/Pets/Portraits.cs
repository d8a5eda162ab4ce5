namespace MediaClusters.Evaluation.Pets;

/// <summary>
/// Draws photos' signals. A fifth to a third of the views of a group are portraits, which shows in better quality, a
/// frontal pose and a place near the centre; each only by and large, and any of them may be missing.
/// </summary>
internal sealed class Portraits(PetPlan plan, Draws draws)
{
    private const double LeastShare = 0.2;
    private const double MostShare = 0.34;

    // A copy of a portrait may be the one with the eyes shut.
    private const double CopyIsGood = 0.5;

    // Some photos hardly belong.
    private const double Straggling = 0.1;
    private const double MostStraggling = 1.35;

    private static readonly DateTimeOffset FirstDay = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Kind Good = new(0.80, 0.09, 0.45, 0.90, [0.72, 0.16, 0.03, 0.03, 0.02, 0.01, 0.03]);
    private static readonly Kind Other = new(0.50, 0.14, 0.75, 1.40, [0.12, 0.13, 0.20, 0.20, 0.12, 0.08, 0.15]);
    private static readonly string[] Poses = ["front", "three_quarter", "left", "right", "back", "top", "running"];

    private readonly Queue<bool> _views = new();
    private DateTimeOffset _time = FirstDay;

    /// <summary>Begins the next group.</summary>
    public void Start(int views)
    {
        var portraits = Math.Max(1, (int)Math.Round(views * draws.Between(LeastShare, MostShare)));
        var order = Enumerable.Range(0, views).Select(view => view < portraits).ToArray();
        draws.Shuffle(order);
        _views.Clear();
        foreach (var portrait in order)
            _views.Enqueue(portrait);
        _time = FirstDay.AddDays(draws.Count(0, 500)).AddMinutes(draws.Count(0, 600));
    }

    /// <summary>The next view of the group.</summary>
    public Signals Next()
    {
        var portrait = _views.Dequeue();
        _time = _time.AddSeconds(draws.Count(20, 600));
        var kind = portrait ? Good : Other;
        var deviation = draws.Between(kind.LeastDeviation, kind.MostDeviation);
        if (draws.Chance(Straggling))
            deviation *= draws.Between(1, MostStraggling);
        return Draw(portrait, deviation, Poses[kind.Pose(draws)], _time);
    }

    /// <summary>One more of a burst: the pose stays, the quality does not.</summary>
    public Signals Copy(Signals first, int second) =>
        Draw(first.Portrait && draws.Chance(CopyIsGood), first.Deviation, first.Pose, first.CapturedAt?.AddSeconds(second));

    public Signals OfOutlier() =>
        Draw(portrait: false, 1, Poses[Other.Pose(draws)], FirstDay.AddMinutes(draws.Count(0, 700_000))) with { Evidence = double.NegativeInfinity };

    private Signals Draw(bool portrait, double deviation, string? pose, DateTimeOffset? time)
    {
        double? quality = Math.Round((portrait ? Good : Other).Quality(draws), 3);
        quality = draws.Chance(plan.WithoutQuality) ? null : quality;
        pose = draws.Chance(plan.WithoutPose) ? null : pose;
        time = draws.Chance(plan.WithoutTime) ? null : time;
        var evidence = Good.LogLikelihood(deviation, quality, pose) - Other.LogLikelihood(deviation, quality, pose);
        return new Signals(portrait, deviation, evidence, quality, pose, time);
    }

    private sealed record Kind(double MeanQuality, double Scatter, double LeastDeviation, double MostDeviation, double[] PoseShares)
    {
        // Outside its range a deviation is not impossible: the ratio is to stay finite.
        private const double Rare = 0.01;

        public double Quality(Draws draws) => Math.Clamp(MeanQuality + (Scatter * draws.Normal()), 0.01, 0.99);

        public int Pose(Draws draws)
        {
            var left = draws.Unit();
            var pose = 0;
            while (pose < PoseShares.Length - 1 && left >= PoseShares[pose])
                left -= PoseShares[pose++];
            return pose;
        }

        public double LogLikelihood(double deviation, double? quality, string? pose)
        {
            var likely = deviation >= LeastDeviation && deviation < MostDeviation ? 1 / (MostDeviation - LeastDeviation) : Rare;
            var sum = Math.Log(likely);
            if (quality is { } value)
                sum -= ((value - MeanQuality) * (value - MeanQuality) / (2 * Scatter * Scatter)) + Math.Log(Scatter);
            if (pose is not null)
                sum += Math.Log(PoseShares[Array.IndexOf(Poses, pose)]);
            return sum;
        }
    }
}
