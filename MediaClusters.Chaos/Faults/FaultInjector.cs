using System.Collections.Concurrent;
using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Chaos.Faults;

/// <summary>Carries a plan out.</summary>
/// <param name="cluster">To whom.</param>
/// <param name="told">Hears of every fault that is over.</param>
internal sealed class FaultInjector(ChaosCluster cluster, Action<FaultWindow> told)
{
    private readonly ConcurrentQueue<FaultWindow> _windows = new();

    /// <summary>The faults that are over, in the order of their ends.</summary>
    public IReadOnlyList<FaultWindow> Windows => [.. _windows];

    /// <summary>
    /// Injects, holds and undoes one step after the other until the plan's time is over and every kind of it has come; then everything runs again.
    /// </summary>
    /// <exception cref="InvalidOperationException">A fault could not be injected or undone, or never came.</exception>
    public async Task<IReadOnlyList<FaultWindow>> RunAsync(FaultPlan plan, CancellationToken cancellationToken)
    {
        var began = cluster.Clock.Elapsed;
        foreach (var step in plan.StepsInTime(() => cluster.Clock.Elapsed - began))
        {
            await Task.WhenAll(step.Faults.Select(fault => RunAsync(fault, cancellationToken)));
            await Task.Delay(step.Pause, cancellationToken);
        }

        foreach (var service in cluster.Services)
            await service.UntilHealthyAsync(cancellationToken);
        return Windows;
    }

    private async Task RunAsync(PlannedFault fault, CancellationToken cancellationToken)
    {
        var definition = FaultCatalog.Of(fault.Kind);
        var target = definition.Target(cluster, fault);
        var began = cluster.Clock.Elapsed;
        try
        {
            await definition.Run(cluster, fault, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{fault.Kind} of {target}, begun at {began.TotalSeconds:F1} s, could not be injected or undone: {exception.Message}", exception);
        }
        finally
        {
            // Of one that failed as well: it has disturbed somebody.
            var window = new FaultWindow(fault.Kind, target, began, cluster.Clock.Elapsed, definition.PostgresAway, definition.RedisAway);
            _windows.Enqueue(window);
            told(window);
        }
    }
}
