namespace MediaClusters.Worker.Loops;

/// <summary>Spreads waits so that workers that started or failed together do not act together.</summary>
internal sealed class Jitter(int seed)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();

    // Spreads load, guards nothing: a seeded generator is right here.
    private readonly Random _random = new(seed);

    /// <summary>A wait within 20 % of <paramref name="interval"/>.</summary>
    public TimeSpan Around(TimeSpan interval) => interval * (0.8 + (0.4 * Next()));

    /// <summary>A wait after that many failures in a row: doubles from 250 ms to 5 s, of which the upper half is random.</summary>
    public TimeSpan Backoff(int failures)
    {
        var ceiling = FirstBackoff * Math.Pow(2, Math.Clamp(failures - 1, 0, 10));
        ceiling = ceiling < MaxBackoff ? ceiling : MaxBackoff;
        return ceiling * (0.5 + (0.5 * Next()));
    }

    private double Next()
    {
        lock (_lock)
            return _random.NextDouble();
    }
}
