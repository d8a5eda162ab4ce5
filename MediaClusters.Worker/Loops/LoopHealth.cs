using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MediaClusters.Worker.Loops;

/// <summary>How the loops fare: unhealthy once one has died, degraded while one fails and retries.</summary>
internal sealed class LoopHealth : IHealthCheck
{
    private readonly ConcurrentDictionary<string, string> _failing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _died = new(StringComparer.Ordinal);

    /// <summary>What the process shall exit with: not 0 after a loop died, so that it is started again.</summary>
    public int ExitCode => _died.IsEmpty ? 0 : 1;

    public void Failing(string loop, Exception exception) => _failing[loop] = exception.GetType().Name;

    public void Working(string loop) => _failing.TryRemove(loop, out _);

    public void Died(string loop, Exception exception) => _died[loop] = exception.GetType().Name;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            !_died.IsEmpty ? HealthCheckResult.Unhealthy("Died: " + Describe(_died))
            : !_failing.IsEmpty ? HealthCheckResult.Degraded("Failing: " + Describe(_failing))
            : HealthCheckResult.Healthy());

    private static string Describe(ConcurrentDictionary<string, string> loops) =>
        string.Join(", ", loops.OrderBy(loop => loop.Key, StringComparer.Ordinal).Select(loop => $"{loop.Key} ({loop.Value})"));
}
