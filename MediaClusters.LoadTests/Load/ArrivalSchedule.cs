namespace MediaClusters.LoadTests.Load;

/// <summary>
/// When requests are meant to arrive: one whenever the integral of the rate passes a half, so that there are as many as
/// the integral over the whole time says, rounded, and evenly spread where the rate is constant.
/// </summary>
internal sealed class ArrivalSchedule(double from, double to, TimeSpan duration)
{
    public long Count => (long)Math.Round((from + to) / 2 * duration.TotalSeconds, MidpointRounding.AwayFromZero);

    /// <summary>After the beginning.</summary>
    public TimeSpan At(long arrival)
    {
        // from·t + growth·t² = passed, solved such that nothing cancels out where the rate is (nearly) constant.
        var growth = (to - from) / (2 * duration.TotalSeconds);
        var passed = arrival + 0.5;
        var seconds = 2 * passed / (from + Math.Sqrt(Math.Max(0, (from * from) + (4 * growth * passed))));
        return seconds < duration.TotalSeconds ? TimeSpan.FromSeconds(seconds) : duration;
    }
}
