using System.Threading.Channels;

namespace MediaClusters.LoadTests.Load;

/// <summary>
/// Hands arrivals to callers when they are due, on a thread of its own: a thread pool whose threads are all taken would
/// delay the arrivals, and with them the load that delayed it.
/// </summary>
internal sealed class ArrivalDispatcher(ArrivalSchedule schedule, TimeSpan duration, int callers)
{
    /// <summary>Instead of an arrival: there are no more.</summary>
    public const long End = long.MaxValue;

    // A caller that waits sends its request on the arrivals' thread: waking one of the pool's for each took about a quarter of
    // the callers' processor time. What that thread is late by counts as latency, as everything does after the intended time.
    private readonly Channel<long> _due = Channel.CreateUnbounded<long>(new() { SingleWriter = true, AllowSynchronousContinuations = true });

    /// <summary>The next arrival's intended time, as a timestamp, once it is due; or <see cref="End"/>, once for each caller.</summary>
    public ValueTask<long> NextAsync() => _due.Reader.ReadAsync(CancellationToken.None);

    /// <param name="start">The timestamp that arrivals count from.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public Task RunAsync(long start, CancellationToken cancellationToken)
        => DedicatedThread.RunAsync("arrivals", () =>
        {
            try
            {
                for (var arrival = 0L; arrival < schedule.Count && !cancellationToken.IsCancellationRequested; arrival++)
                {
                    var due = start + Timestamps.Of(schedule.At(arrival));
                    PreciseWait.Until(due, cancellationToken);
                    _due.Writer.TryWrite(due);
                }

                PreciseWait.Until(start + Timestamps.Of(duration), cancellationToken);
            }
            finally
            {
                for (var caller = 0; caller < callers; caller++)
                    _due.Writer.TryWrite(End);
            }
        });
}
