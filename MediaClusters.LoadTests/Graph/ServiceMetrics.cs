using System.Globalization;

namespace MediaClusters.LoadTests.Graph;

/// <summary>What a service says of itself at <c>/metrics</c>, at one moment.</summary>
internal sealed class ServiceMetrics
{
    private readonly string[] _lines;

    private ServiceMetrics(string text) => _lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<ServiceMetrics> ReadAsync(HttpClient api, CancellationToken cancellationToken)
        => new(await api.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken));

    /// <summary>The sum over the labels' values; with <paramref name="label"/>, only of those that have it.</summary>
    public double Sum(string name, string label = "") => _lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && (line[name.Length] is ' ' or '{') && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
}
