using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Runs the checks of one instance as long as it lives, and tells when it is ready for the first time.</summary>
internal sealed class HealthMonitor(HealthCheckService checks, ResourceNotificationService notifications, IDistributedApplicationEventing eventing, IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task WatchAsync(IResource resource, int replica, string id, CancellationToken cancellationToken)
    {
        Replica.Enter(resource, replica);
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(a => a.Key).ToHashSet(StringComparer.Ordinal);
        var ready = false;

        while (!cancellationToken.IsCancellationRequested)
        {
            var healthy = keys.Count == 0 || await CheckAsync(resource, id, keys, cancellationToken);

            if (healthy && !ready)
            {
                ready = true;
                var handlers = eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken);
                await notifications.PublishUpdateAsync(resource, id, s => s with { Ready = handlers });
            }

            if (keys.Count == 0)
                return;

            await Task.Delay(healthy ? WhileHealthy : WhileUnhealthy, time, cancellationToken);
        }
    }

    private async Task<bool> CheckAsync(IResource resource, string id, HashSet<string> keys, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        HealthReport report;

        try
        {
            report = await checks.CheckHealthAsync(c => keys.Contains(c.Name), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A check that cannot be made, and nobody says which.
            report = new HealthReport(keys.ToDictionary(k => k, _ => new HealthReportEntry(HealthStatus.Unhealthy, "Error calling HealthCheckService.", TimeSpan.Zero, e, data: null), StringComparer.Ordinal), TimeSpan.Zero);
        }

        await notifications.PublishUpdateAsync(resource, id, s => s with
        {
            HealthReports = [.. report.Entries.Select(e => new HealthReportSnapshot(e.Key, e.Value.Status, e.Value.Description, e.Value.Exception?.Message))],
        });

        return report.Status == HealthStatus.Healthy && report.Entries.Count == keys.Count;
    }
}
