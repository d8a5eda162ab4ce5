using System.Diagnostics.Metrics;
using MediaClusters.Persistence.Cache;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace MediaClusters.Persistence;

/// <summary>Shows what has not happened yet, once somebody listens: the host starts its telemetry before any other service.</summary>
internal sealed class TelemetryStart(IMeterFactory meters, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        PersistenceTelemetry.StartCounters();

        // Migrations run without Redis.
        if (services.GetService<IConnectionMultiplexer>() is not null)
            ObserveCache(services.GetRequiredService<RedisPort>(), services.GetRequiredService<ICacheTrust>());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Asking for trust starts the way back to it: a process that nobody reads from would not notice otherwise that Redis is well again.
    private void ObserveCache(RedisPort port, ICacheTrust trust) => meters.Create(PersistenceTelemetry.Name).CreateObservableGauge(
        "mediaclusters.cache.available",
        () => port.IsConnected && trust.IsTrusted() ? 1 : 0,
        description: "1 while this process uses the cache; 0 while it passes it over: no connection, an open circuit, or updates owed since an outage.");
}
