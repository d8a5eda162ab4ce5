namespace MediaClusters.LoadTests;

/// <summary>What one caller saw. Every waiting time is kept, so percentiles are exact.</summary>
internal sealed record Tally(List<double> Milliseconds, List<string> Failures);

/// <param name="Sorted">The waiting times of the right answers in ms, ascending.</param>
/// <param name="Rate">Right answers a second.</param>
/// <param name="FirstFailure">One of the wrong answers, to begin looking with.</param>
internal sealed record Measurement(string Scenario, double[] Sorted, double Rate, int Failed, string? FirstFailure)
{
    public static Measurement Of(string scenario, TimeSpan elapsed, IReadOnlyCollection<Tally> callers)
    {
        var sorted = callers.SelectMany(caller => caller.Milliseconds).Order().ToArray();
        var failures = callers.SelectMany(caller => caller.Failures).ToArray();
        return new(scenario, sorted, sorted.Length / elapsed.TotalSeconds, failures.Length, failures.FirstOrDefault());
    }

    /// <summary>By nearest rank: a time that was really waited.</summary>
    public double Percentile(double percent) =>
        Sorted.Length == 0 ? double.NaN : Sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * Sorted.Length) - 1)];
}
