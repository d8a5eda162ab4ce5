using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>
/// A resource without a process: a parameter, a connection string, a part of a server that lives and dies with it,
/// or one whose state somebody else publishes.
/// </summary>
internal sealed class StaticResource(IResource resource, RunnerServices services)
{
    private volatile Task? _failed;

    public async Task FollowAsync(CancellationToken stopping)
    {
        try
        {
            if (resource is ParameterResource parameter)
                await ResolveAsync(parameter, stopping);
            else if (resource is IResourceWithParent child)
                await FollowAsync(child.Parent, stopping);
            else
                await WatchItselfAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await PublishAsync(KnownResourceStates.Exited);
        }
    }

    private async Task ResolveAsync(ParameterResource parameter, CancellationToken stopping)
    {
        try
        {
            await parameter.GetValueAsync(stopping);
            await PublishAsync(KnownResourceStates.Running);
        }
        catch (DistributedApplicationException)
        {
            // No value, or no place to keep a generated one. Only who uses the parameter fails, and says so.
            await PublishAsync(KnownResourceStates.ValueMissing);
        }
    }

    private async Task FollowAsync(IResource parent, CancellationToken stopping)
    {
        var health = Task.CompletedTask;

        await foreach (var change in services.Notifications.WatchAsync(stopping))
        {
            if (change.Resource != parent || change.Snapshot.State is not { } state)
                continue;

            // What could not be made does not run because its server does. Asked at the moment of the change, since it
            // may turn out to have failed meanwhile.
            await services.Notifications.PublishUpdateAsync(resource, s => _failed is not null && _failed == change.Snapshot.Ready ? s : s with { State = state.Text });

            // Before the parent is ready the part does not exist: its checks could only fail.
            if (change.Snapshot.Ready is { } ready && health.IsCompleted)
                health = WatchHealthAsync(ready, stopping);
        }
    }

    private async Task WatchItselfAsync(CancellationToken stopping)
    {
        var lives = new Dictionary<string, CancellationTokenSource>(ResourceNames.Comparer);

        try
        {
            await foreach (var change in services.Notifications.WatchAsync(stopping))
            {
                if (change.Resource != resource)
                    continue;

                if (change.Snapshot.State?.Text == KnownResourceStates.Running && !lives.ContainsKey(change.ResourceId))
                {
                    var life = lives[change.ResourceId] = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                    _ = services.Health.WatchAsync(resource, replica: 0, change.ResourceId, life.Token);
                }
                else if (change.Snapshot.HasEnded && lives.Remove(change.ResourceId, out var ended))
                {
                    await ended.CancelAsync();
                    ended.Dispose();
                }
            }
        }
        finally
        {
            foreach (var life in lives.Values)
                life.Dispose();
        }
    }

    private async Task WatchHealthAsync(Task ready, CancellationToken stopping)
    {
        try
        {
            await ready.WaitAsync(stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            var reason = e is DistributedApplicationException ? e.Message : e.ToString();
            _failed = ready;
            services.Logs.Write(resource.Name, $"error: {reason}", isError: true, isFailure: true);
            await services.Notifications.PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.FailedToStart, FailureReason = reason });
            return;
        }

        await services.Health.WatchAsync(resource, replica: 0, resource.Name, stopping);
    }

    private Task PublishAsync(string state) => services.Notifications.PublishUpdateAsync(resource, s => s with { State = state });
}
