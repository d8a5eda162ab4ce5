using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MediaClusters.ServiceDefaults.Metrics;

/// <summary>
/// Writes the metrics as Prometheus text when asked. Stands for OpenTelemetry.Exporter.Prometheus.AspNetCore
/// and names families as that does.
/// </summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private const int CollectTimeoutMilliseconds = 10_000;

    // Collecting is seldom and short; a scrape that comes meanwhile waits for its turn.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly MemoryStream _buffer = new();

    public Func<int, bool>? Collect { get; set; }

    /// <summary>The text, or null when the metrics could not be collected.</summary>
    public async Task<byte[]?> ScrapeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _buffer.SetLength(0);
            return Collect?.Invoke(CollectTimeoutMilliseconds) == true ? _buffer.ToArray() : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var families = new Dictionary<string, List<Metric>>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            // The SDK makes these only when a view asks for them, and the text format has no form for them.
            if (metric.MetricType == MetricType.ExponentialHistogram)
                continue;

            var name = PrometheusName.For(metric);
            if (!families.TryGetValue(name, out var family))
                families.Add(name, family = []);
            family.Add(metric);
        }

        using var text = new StreamWriter(_buffer, leaveOpen: true);
        var writer = new PrometheusWriter(text);
        writer.WriteResource(ParentProvider?.GetResource() ?? Resource.Empty);
        foreach (var (name, metrics) in families)
            writer.WriteFamily(name, metrics);
        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        _turn.Dispose();
        _buffer.Dispose();
        base.Dispose(disposing);
    }
}
