namespace MediaClusters.Persistence.Jobs;

/// <summary>Exponential back-off with equal jitter: half of the wait is certain, half is drawn, so that retries neither pile up nor come at once.</summary>
internal static class RetryDelay
{
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="options">Base and longest wait.</param>
    /// <param name="random">Source of the jitter.</param>
    /// <returns>A wait in [d/2, d] with d = min(base * 2^(attempt-1), longest).</returns>
    public static TimeSpan After(int attempt, JobQueueOptions options, Random random)
    {
        var exponent = Math.Clamp(attempt - 1, 0, 30);
        var full = Math.Min(options.RetryBaseDelay.TotalSeconds * (1L << exponent), options.RetryMaxDelay.TotalSeconds);
        return TimeSpan.FromSeconds((full / 2) + (random.NextDouble() * full / 2));
    }
}
