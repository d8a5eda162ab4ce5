using System.Threading.Channels;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Worker.Fakes;

/// <summary>Tells which timers are set, so that a test moves the clock when something waits for it, and no further.</summary>
internal sealed class TimerWatch(ManualTimeProvider time) : TimeProvider
{
    private readonly Channel<TimeSpan> _set = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>The due times of timers in the order they were set.</summary>
    public ChannelReader<TimeSpan> Set => _set.Reader;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, time.CreateTimer(callback, state, dueTime, period));
        _set.Writer.TryWrite(dueTime);
        return timer;
    }

    private sealed class WatchedTimer(TimerWatch watch, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            watch._set.Writer.TryWrite(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
