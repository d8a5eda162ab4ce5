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
    // Collecting is seldom and short; a scrape that comes meanwhile waits for its turn.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly MemoryStream _buffer = new();

    public Func<int, bool>? Collect { get; set; }

    public async Task<byte[]> ScrapeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _buffer.SetLength(0);
            return Collect?.Invoke(Timeout.Infinite) == true ? _buffer.ToArray() : [];
        }
        finally
        {
            _turn.Release();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        using var text = new StreamWriter(_buffer, leaveOpen: true);
        var writer = new PrometheusWriter(text);
        writer.WriteResource(ParentProvider?.GetResource() ?? Resource.Empty);
        foreach (var metric in batch)
            writer.Write(metric);
        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        _turn.Dispose();
        _buffer.Dispose();
        base.Dispose(disposing);
    }
}
