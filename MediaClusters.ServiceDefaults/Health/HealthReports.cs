using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MediaClusters.ServiceDefaults.Health;

/// <summary>
/// Keeps a report for a second and runs the checks once however many ask: the endpoint is open to
/// everyone in the network, the database behind it is not to pay for that.
/// </summary>
internal sealed class HealthReports(HealthCheckService checks, TimeProvider time, Func<HealthCheckRegistration, bool> predicate)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly Lock _gate = new();
    private Task<HealthReport>? _report;
    private long _askedAt;

    public Task<HealthReport> GetAsync(CancellationToken cancellationToken)
    {
        Task<HealthReport> report;
        lock (_gate)
        {
            // A run that nobody waits for any more gets a successor: it may never end.
            var age = time.GetElapsedTime(_askedAt);
            var usable = _report is not null
                && (_report.IsCompleted ? _report.IsCompletedSuccessfully && age < Lifetime : age < Patience);
            if (!usable)
            {
                _askedAt = time.GetTimestamp();

                // Not the caller's token: others wait for the same run.
                _report = Task.Run(() => checks.CheckHealthAsync(predicate, CancellationToken.None), CancellationToken.None);
            }

            report = _report!;
        }

        return WaitAsync(report, cancellationToken);
    }

    // A check that does not heed its own time-out must not hold the answer: what it checks is not well.
    private async Task<HealthReport> WaitAsync(Task<HealthReport> report, CancellationToken cancellationToken)
    {
        try
        {
            return await report.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new HealthReport(new Dictionary<string, HealthReportEntry>(StringComparer.Ordinal), HealthStatus.Unhealthy, Patience);
        }
    }
}
