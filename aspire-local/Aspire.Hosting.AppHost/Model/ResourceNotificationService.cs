using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceNotificationService(DistributedApplicationModel model) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _states = new(ResourceNames.Comparer);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly CancellationTokenSource _disposing = new();

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(stateFactory);

        foreach (var id in resource.GetInstanceIds())
            Publish(resource, id, stateFactory);

        return Task.CompletedTask;
    }

    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(stateFactory);
        Publish(resource, resourceId, stateFactory);
        return Task.CompletedTask;
    }

    /// <summary>The last state of every resource, then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);

        lock (_lock)
        {
            foreach (var state in _states.Values)
                channel.Writer.TryWrite(state);

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(stop.Token))
                yield return change;
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(channel);
        }
    }

    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            if (_states.TryGetValue(resourceId, out resourceEvent))
                return true;

            var named = _states.Values.Where(s => string.Equals(s.Resource.Name, resourceId, ResourceNames.Comparison)).Take(2).ToList();
            resourceEvent = named.Count == 1 ? named[0] : null;
            return resourceEvent is not null;
        }
    }

    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [string.IsNullOrEmpty(targetState) ? KnownResourceStates.Running : targetState], cancellationToken);

    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var targets = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var reached = await WaitForResourceAsync(resourceName, e => e.Snapshot.State is { } state && targets.Contains(state.Text), cancellationToken);
        return reached.Snapshot.State!.Text;
    }

    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var change in WatchAsync(cancellationToken))
            {
                if (string.Equals(change.Resource.Name, resourceName, ResourceNames.Comparison) && predicate(change))
                    return change;
            }
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"Resource '{resourceName}' failed to reach the expected condition before the operation was cancelled. {Describe(resourceName)}", e, e.CancellationToken);
        }

        throw new OperationCanceledException($"Resource '{resourceName}' failed to reach the expected condition before the application stopped.");
    }

    /// <exception cref="DistributedApplicationException">The resource will not become healthy: it does not exist, failed to start or has ended.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        if (!TryGetCurrentState(resourceName, out _) && !model.Resources.TryGetByName(resourceName, out _))
            throw new DistributedApplicationException($"Stopped waiting for resource '{resourceName}' to become healthy because it does not exist in the application model.");

        var reached = await WaitForResourceAsync(resourceName,
            e => e.Snapshot.HealthStatus == HealthStatus.Healthy || e.Snapshot.HasEnded, cancellationToken);

        if (reached.Snapshot.HealthStatus != HealthStatus.Healthy)
            throw new DistributedApplicationException($"Stopped waiting for resource '{resourceName}' to become healthy because it failed to start. {Describe(resourceName)}");

        reached = await WaitForResourceAsync(resourceName, e => e.ResourceId == reached.ResourceId && e.Snapshot.Ready is not null, cancellationToken);
        await reached.Snapshot.Ready!.WaitAsync(cancellationToken);
        return reached;
    }

    public void Dispose()
    {
        _disposing.Cancel();
        GC.SuppressFinalize(this);
    }

    private void Publish(IResource resource, string id, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_lock)
        {
            var before = _states.TryGetValue(id, out var known) ? known.Snapshot : Initial(resource);
            var after = change(before);

            if (known is not null && after.IsSameAs(before))
                return;

            var update = new ResourceEvent(resource, id, after with { Version = before.Version + 1 });
            _states[id] = update;

            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(update);
        }
    }

    private static CustomResourceSnapshot Initial(IResource resource) => new()
    {
        ResourceType = resource switch { ProjectResource => "Project", ContainerResource => "Container", ParameterResource => "Parameter", _ => resource.GetType().Name },
        Properties = ImmutableArray<ResourcePropertySnapshot>.Empty,
        HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(h => new HealthReportSnapshot(h.Key, Status: null, Description: null, ExceptionText: null))],
    };

    private string Describe(string resourceName)
    {
        lock (_lock)
        {
            var states = _states.Values.Where(s => string.Equals(s.Resource.Name, resourceName, ResourceNames.Comparison))
                .Select(s => $"{s.ResourceId} is {s.Snapshot.State?.Text ?? "unknown"}{(s.Snapshot.ExitCode is { } code ? $" (exit code {code})" : "")}{(s.Snapshot.HealthStatus is { } health ? $", {health}" : "")}{(s.Snapshot.FailureReason is { } reason ? $": {reason}" : "")}");
            return string.Join("; ", states);
        }
    }
}
