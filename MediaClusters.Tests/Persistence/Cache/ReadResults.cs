using System.Diagnostics.Metrics;
using MediaClusters.Persistence;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>The results that reads of this test's own flow counted, though other tests read at the same time.</summary>
internal sealed class ReadResults : IDisposable
{
    private static readonly AsyncLocal<List<string>?> Mine = new();

    private readonly List<string> _all = [];
    private readonly MeterListener _listener = new();

    public ReadResults()
    {
        Mine.Value = _all;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PersistenceTelemetry.Name && instrument.Name == "mediaclusters.cache.reads")
                listener.EnableMeasurementEvents(instrument, _all);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, _, tags, mine) =>
        {
            if (ReferenceEquals(Mine.Value, mine))
                Mine.Value?.Add((string)tags[0].Value!);
        });
        _listener.Start();
    }

    public IReadOnlyList<string> All => _all;

    public void Dispose() => _listener.Dispose();
}
