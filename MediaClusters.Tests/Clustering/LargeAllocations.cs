using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace MediaClusters.Tests.Clustering;

/// <summary>
/// Hears what threads allocate on the large object heap, objects of 85,000 bytes and more, from the runtime's own
/// events. They come later and from every thread: an object of a size nobody else asks for marks begin and end.
/// </summary>
internal sealed class LargeAllocations : EventListener
{
    private const EventKeywords Collector = (EventKeywords)0x1;
    private const uint Large = 1;
    private const ulong Begin = 7_654_321;
    private const ulong End = 8_765_432;

    private readonly List<(long Thread, ulong Size, string Type)> _heard = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the action allocates there, with repetitions: the runtime tells of every 100 kB or so.</summary>
    public static IReadOnlyList<string> During(Action action)
    {
        using var listener = new LargeAllocations();
        Mark(Begin);
        action();
        Mark(End);
        return listener.Heard(byOthersToo: false);
    }

    /// <summary>The same on any thread, for an action that goes from one to another: wants to be alone in the process.</summary>
    public static async Task<IReadOnlyList<string>> DuringAsync(Func<Task> action)
    {
        using var listener = new LargeAllocations();
        Mark(Begin);
        await action();
        Mark(End);
        return listener.Heard(byOthersToo: true);
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (string.Equals(eventSource.Name, "Microsoft-Windows-DotNETRuntime", StringComparison.Ordinal))
            EnableEvents(eventSource, EventLevel.Verbose, Collector);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.Contains("AllocationTick", StringComparison.Ordinal) != true || Value<uint>(eventData, "AllocationKind") != Large)
            return;

        var size = Value<ulong>(eventData, "ObjectSize");
        lock (_heard)
            _heard.Add((eventData.OSThreadId, size, Value<string>(eventData, "TypeName")));
        if (IsMark(size, End))
            _ended.TrySetResult();
    }

    private IReadOnlyList<string> Heard(bool byOthersToo)
    {
        _ended.Task.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue("the runtime's events did not come");
        lock (_heard)
        {
            var begin = _heard.FindIndex(heard => IsMark(heard.Size, Begin));
            var own = _heard[begin].Thread;
            return [.. _heard.Skip(begin)
                .Where(heard => (byOthersToo || heard.Thread == own) && !IsMark(heard.Size, Begin) && !IsMark(heard.Size, End))
                .Select(heard => $"{heard.Type} of {heard.Size} bytes")];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Mark(ulong size) => GC.KeepAlive(new byte[size]);

    // The header of an array and its padding come on top.
    private static bool IsMark(ulong size, ulong mark) => size >= mark && size < mark + 64;

    private static T Value<T>(EventWrittenEventArgs data, string name) => (T)data.Payload![data.PayloadNames!.IndexOf(name)]!;
}
