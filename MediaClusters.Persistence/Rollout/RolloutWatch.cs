using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaClusters.Persistence.Rollout;

/// <summary>
/// Reads the settings again and again, which sees every way a file is replaced: overwritten, renamed, or behind the
/// link that Kubernetes turns for a config map. A host with settings that make no sense does not start.
/// </summary>
internal sealed class RolloutWatch(RolloutState state, TimeProvider time, ILogger<RolloutWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = state.Current;
        if (!settings.IsOver)
            Log.RolloutInForce(logger, settings.PostgresPersistence, settings.PostgresReads, settings.KeepLegacyState);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            state.Refresh();
            RolloutTelemetry.InForce(state.Current);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
