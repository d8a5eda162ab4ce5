using Microsoft.Extensions.Hosting;

namespace Sample.AppHost;

/// <summary>Prints every change of state, for tests that start this host as a process of its own.</summary>
internal sealed class StateReporter(ResourceNotificationService notifications) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            var process = change.Snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value;
            await Console.Out.WriteLineAsync($"STATE {change.Resource.Name} {change.Snapshot.State?.Text} {change.Snapshot.HealthStatus?.ToString() ?? "-"} {process ?? "-"}");
        }
    }
}
