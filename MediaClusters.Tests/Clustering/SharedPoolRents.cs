using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Tests.Clustering;

/// <summary>
/// Hears of arrays of 85,000 elements and more that are rented, but for those of the engine's own pool. The shared pools keep
/// arrays by thread and drop them after a while, so whoever rents a large one of them allocates it now and then.
/// </summary>
internal sealed class SharedPoolRents : EventListener
{
    private const int Large = 85_000;

    private readonly ConcurrentQueue<string> _heard = new();

    public static async Task<IReadOnlyList<string>> DuringAsync(Func<Task> action)
    {
        using var listener = new SharedPoolRents();
        await action();
        return [.. listener._heard.Distinct(StringComparer.Ordinal)];
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (string.Equals(eventSource.Name, "System.Buffers.ArrayPoolEventSource", StringComparison.Ordinal))
            EnableEvents(eventSource, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (!string.Equals(eventData.EventName, "BufferRented", StringComparison.Ordinal))
            return;

        var (length, pool) = (Value(eventData, "bufferSize"), Value(eventData, "poolId"));
        if (length >= Large && pool != Blocks.Pool.GetHashCode())
            _heard.Enqueue($"array of {length}");
    }

    private static int Value(EventWrittenEventArgs data, string name) => (int)data.Payload![data.PayloadNames!.IndexOf(name)]!;
}
