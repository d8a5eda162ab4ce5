namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>What figures depend on besides the code.</summary>
internal static class Machine
{
    private const string Unknown = "unknown";

    public static string Processor() =>
        Lines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim() ?? $"{Unknown} processor";

    /// <summary>Processes that wanted to run on average over 1, 5 and 15 minutes.</summary>
    public static string Load() =>
        Lines("/proc/loadavg").FirstOrDefault()?.Split(' ') is { Length: >= 3 } parts ? string.Join(' ', parts.Take(3)) : Unknown;

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
