using System.Diagnostics;

namespace MediaClusters.Chaos.Callers;

/// <summary>Callers that come at a rate, however the service does, as long as not too many wait at once.</summary>
internal sealed class OpenLoad(CallerMix mix, double rate)
{
    private const int MostAtOnce = 150;

    private int _running;

    /// <summary>Those that did not come for the many that waited.</summary>
    public int TurnedAway { get; private set; }

    /// <summary>Begins actions until cancelled, and waits for the last of them.</summary>
    public async Task RunAsync(int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var actions = new List<Task>();
        var (started, due) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        while (!cancellationToken.IsCancellationRequested)
        {
            due += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / rate);
            var wait = due - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, CancellationToken.None);

            var action = random.Next();
            if (Volatile.Read(ref _running) >= MostAtOnce)
            {
                TurnedAway++;
                continue;
            }

            actions.RemoveAll(one => one.IsCompletedSuccessfully);
            actions.Add(Task.Run(() => ActAsync(action), CancellationToken.None));
        }

        await Task.WhenAll(actions);
    }

    private async Task ActAsync(int seed)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await mix.ActAsync(seed);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
