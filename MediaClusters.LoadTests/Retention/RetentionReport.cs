using System.Diagnostics;
using System.Globalization;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.LoadTests.Retention;

/// <summary>A stretch of the run, in timestamps of <see cref="Stopwatch"/>.</summary>
internal sealed record Phase(string Name, long Start, long End)
{
    public const string Before = "before";
    public const string Paused = "paused";
    public const string During = "during";
    public const string After = "after";

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Start, End);
}

internal static class RetentionReport
{
    /// <returns>The worst ratio of the 99th percentile during retention to the one without it, of all kinds of reads.</returns>
    public static double Write(TextWriter output, IReadOnlyCollection<PacedRead> reads, IReadOnlyCollection<Phase> phases)
    {
        output.WriteLine($"{"reads",-8} {"phase",-8} {"seconds",8} {"reads",8} {"p50 ms",8} {"p99 ms",8} {"max ms",8}");
        var worst = 0.0;
        foreach (var kind in reads.GroupBy(read => read.Kind, StringComparer.Ordinal).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            foreach (var name in (string[])[Phase.Before, Phase.Paused, Phase.After])
                Row(output, kind.Key, name, kind, phases, phase => phase.Name == name);
            var without = Row(output, kind.Key, "without", kind, phases, phase => phase.Name != Phase.During);
            var during = Row(output, kind.Key, Phase.During, kind, phases, phase => phase.Name == Phase.During);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Key,-8} p99 during / without: {during / without:F2}"));
            worst = Math.Max(worst, during / without);
        }

        output.WriteLine();
        return worst;
    }

    /// <returns>The 99th percentile.</returns>
    private static double Row(TextWriter output, string kind, string name, IEnumerable<PacedRead> reads, IEnumerable<Phase> all, Func<Phase, bool> which)
    {
        var phases = all.Where(which).ToArray();
        var elapsed = TimeSpan.FromSeconds(phases.Sum(phase => phase.Elapsed.TotalSeconds));
        var waited = new LatencyHistogram();
        foreach (var read in reads.Where(read => phases.Any(phase => read.Due >= phase.Start && read.Due < phase.End)))
            waited.Record(TimeSpan.FromMilliseconds(read.Milliseconds));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind,-8} {name,-8} {elapsed.TotalSeconds,8:F1} {waited.Count,8} {waited.Percentile(50),8:F2} {waited.Percentile(99),8:F2} {waited.Percentile(100),8:F2}"));
        return waited.Percentile(99);
    }
}
