using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MediaClusters.Tests.Graph;

namespace MediaClusters.Tests.Operations;

/// <summary>A process of a resource of the running graph.</summary>
internal sealed record Replica(string Id, Uri Address)
{
    /// <summary>The processes of a resource that run, once there are so many.</summary>
    public static async Task<IReadOnlyList<Replica>> FindAsync(DistributedApplication application, string resource, int count)
    {
        using var deadline = new CancellationTokenSource(GraphFixture.Patience);
        var running = new Dictionary<string, Replica>(StringComparer.Ordinal);
        await foreach (var change in application.ResourceNotifications.WatchAsync(deadline.Token))
        {
            if (change.Resource.Name != resource)
                continue;
            if (change.Snapshot is { Urls: [var url, ..], State.Text: var state } && state == KnownResourceStates.Running)
                running[change.ResourceId] = new(change.ResourceId, new Uri(url.Url));
            else
                running.Remove(change.ResourceId);
            if (running.Count == count)
                return [.. running.Values];
        }

        throw new TimeoutException($"{resource} does not have {count} processes.");
    }
}
