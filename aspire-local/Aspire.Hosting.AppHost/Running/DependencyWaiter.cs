using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Holds a resource back until what it waits for is there, or certain not to come.</summary>
internal sealed class DependencyWaiter(ResourceNotificationService notifications)
{
    /// <exception cref="DistributedApplicationException">A dependency failed; the message says which and how.</exception>
    public async Task WaitAsync(IResource resource, Action<string> say, CancellationToken cancellationToken)
    {
        // The first failure ends the other waits.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var waits = resource.Annotations.OfType<WaitAnnotation>()
            .Where(w => w.Resource is not ParameterResource)
            .SelectMany(w => w.Resource.GetInstanceIds().Select(id => WaitAsync(resource, w, id, say, stop.Token)))
            .ToList();

        while (waits.Count > 0)
        {
            var done = await Task.WhenAny(waits);
            waits.Remove(done);

            if (!done.IsCompletedSuccessfully)
                await stop.CancelAsync();

            await done;
        }
    }

    private async Task WaitAsync(IResource resource, WaitAnnotation wait, string id, Action<string> say, CancellationToken cancellationToken)
    {
        var name = wait.Resource.Name;
        say(wait.WaitType == WaitType.WaitForCompletion ? $"Waiting for resource '{name}' to complete." : $"Waiting for resource '{name}'.");

        var reached = await notifications.WaitForResourceAsync(name,
            e => e.ResourceId == id && (IsMet(wait, e.Snapshot) || e.Snapshot.HasEnded), cancellationToken);

        if (!IsMet(wait, reached.Snapshot))
            throw new DistributedApplicationException($"Resource '{resource.Name}' stopped waiting for dependency resource '{name}' because it {Describe(wait, reached.Snapshot)}.");

        if (wait.WaitType == WaitType.WaitUntilHealthy)
            await reached.Snapshot.Ready!.WaitAsync(cancellationToken);
    }

    private static bool IsMet(WaitAnnotation wait, CustomResourceSnapshot snapshot) => wait.WaitType switch
    {
        WaitType.WaitForCompletion => snapshot.HasEnded && snapshot.State?.Text != KnownResourceStates.FailedToStart && (snapshot.ExitCode ?? wait.ExitCode) == wait.ExitCode,
        _ => snapshot.HealthStatus == HealthStatus.Healthy && snapshot.Ready is not null,
    };

    private static string Describe(WaitAnnotation wait, CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.FailedToStart ? "failed to start"
        : wait.WaitType == WaitType.WaitForCompletion ? $"entered the '{snapshot.State?.Text}' state with exit code '{snapshot.ExitCode}', expected '{wait.ExitCode}'"
        : $"entered the '{snapshot.State?.Text}' state prematurely{(snapshot.ExitCode is { } code ? $" with exit code '{code}'" : "")}";
}
