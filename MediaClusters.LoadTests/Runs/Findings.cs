namespace MediaClusters.LoadTests.Runs;

/// <summary>What a run found out so far, by name: rates, percentiles and figures that goals and shares are made of.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);

    public static string RateOf(string scenario) => scenario + " rate";

    public static string P99Of(string scenario) => scenario + " p99";

    public static string P99OfMedianSecond(string scenario) => scenario + " p99, median second";

    public void Set(string name, double value) => _values[name] = value;

    /// <summary>Null where it was not measured.</summary>
    public double? Find(string name) => _values.TryGetValue(name, out var value) ? value : null;

    public double? FindRate(string scenario) => Find(RateOf(scenario));

    public double? FindP99(string scenario) => Find(P99Of(scenario));
}
