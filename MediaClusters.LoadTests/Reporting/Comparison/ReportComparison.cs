using MediaClusters.LoadTests.Reporting.Json;

namespace MediaClusters.LoadTests.Reporting.Comparison;

/// <summary>Two runs side by side, load by load: rates and 99th percentiles, and the new one's as a multiple of the old one's.</summary>
internal static class ReportComparison
{
    public static void Write(TextWriter output, ReportDocument old, ReportDocument now)
    {
        foreach (var difference in Differences(old, now))
            output.WriteLine(difference);

        var (before, after) = (Loads(old), Loads(now));
        var pairs = before.Where(load => after.ContainsKey(load.Key)).Select(load => (load.Key, Old: load.Value, New: after[load.Key])).ToArray();
        foreach (var line in Lines(pairs))
            output.WriteLine(line);
        foreach (var key in before.Keys.Except(after.Keys))
            output.WriteLine($"only in the old run: {key.Shown}");
        foreach (var key in after.Keys.Except(before.Keys))
            output.WriteLine($"only in the new run: {key.Shown}");
        if (pairs.Length == 0)
            output.WriteLine("The runs have no load in common.");
    }

    /// <summary>What the runs differ in besides what is measured.</summary>
    private static IEnumerable<string> Differences(ReportDocument old, ReportDocument now)
    {
        if (old.Seed != now.Seed)
            yield return $"seed: {old.Seed}, now {now.Seed}";
        foreach (var name in old.Environment.Concat(now.Environment).Select(setting => setting.Name).Distinct(StringComparer.Ordinal))
        {
            var (before, after) = (Setting(old, name), Setting(now, name));
            if (!string.Equals(before, after, StringComparison.Ordinal))
                yield return ConsoleText.Clean($"{name}: {before}, now {after}");
        }
    }

    private static string Setting(ReportDocument document, string name) =>
        document.Environment.FirstOrDefault(setting => string.Equals(setting.Name, name, StringComparison.Ordinal))?.Value ?? "unknown";

    private static OrderedDictionary<LoadKey, DocumentLoad> Loads(ReportDocument document)
    {
        var loads = new OrderedDictionary<LoadKey, DocumentLoad>();
        foreach (var section in document.Sections)
        {
            foreach (var load in section.Loads)
            {
                var key = new LoadKey(section.Title, load.Scenario, Wording.Load(load.Shape.ToShape()), Occurrence: 1);
                while (!loads.TryAdd(key, load))
                    key = key with { Occurrence = key.Occurrence + 1 };
            }
        }

        return loads;
    }

    private static IEnumerable<string> Lines(IReadOnlyCollection<(LoadKey Key, DocumentLoad Old, DocumentLoad New)> pairs)
    {
        if (pairs.Count == 0)
            yield break;
        var width = Math.Clamp(pairs.Max(pair => pair.Key.Shown.Length), 4, 90);
        yield return $"{"load".PadRight(width)} {"requests/s",10} {"now",10} {"ratio",6} {"p99 ms",8} {"now",8} {"ratio",6}";
        foreach (var (key, old, now) in pairs)
            yield return $"{key.Shown.PadRight(width)} {Both(old.Rate, now.Rate, 10)} {Both(old.LatencyMs.P99, now.LatencyMs.P99, 8)}";
    }

    private static string Both(double? old, double? now, int width)
    {
        var (before, after) = (old ?? double.NaN, now ?? double.NaN);
        return $"{Wording.Number(before).PadLeft(width)} {Wording.Number(after).PadLeft(width)} {Wording.Ratio(after / before),6}";
    }

    private sealed record LoadKey(string Section, string Scenario, string Load, int Occurrence)
    {
        public string Shown => ConsoleText.Clean($"{Section}: {Scenario}, {Load}{(Occurrence > 1 ? $" ({Occurrence})" : "")}");
    }
}
