using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>
/// Npgsql tells who waits for the pool, and who waited in vain, only once somebody had to: an alert would miss the
/// first time. The same figures, there from the start.
/// </summary>
internal sealed class PoolMetrics(IMeterFactory meters) : IHostedService, IDisposable
{
    private const string Npgsql = "Npgsql";
    private const string Pending = "db.client.connection.npgsql.pending_requests";
    private const string TimedOut = "db.client.connection.npgsql.timeouts";

    private readonly MeterListener _listener = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create("MediaClusters.Database");
        var waiting = meter.CreateUpDownCounter<long>("mediaclusters.database.pool.waiting", "{request}", "Requests that wait for a connection of the pool.");
        var timeouts = meter.CreateCounter<long>("mediaclusters.database.pool.timeouts", "{timeout}", "Requests that got no connection of the pool in time.");
        waiting.Add(0);
        timeouts.Add(0);

        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Npgsql && instrument.Name is Pending or TimedOut)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) =>
        {
            if (instrument.Name == Pending)
                waiting.Add(value);
            else
                timeouts.Add(value);
        });
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();
}
