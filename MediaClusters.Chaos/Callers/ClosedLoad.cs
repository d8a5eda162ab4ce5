using System.Diagnostics;

namespace MediaClusters.Chaos.Callers;

/// <summary>Callers that each wait for their answer before they do the next thing: what they get through in a time is the service's throughput.</summary>
internal sealed class ClosedLoad(CallerMix mix)
{
    private const int Callers = 8;

    /// <returns>Actions a second.</returns>
    public async Task<double> MeasureAsync(int seed, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(unchecked((seed * 397) + caller));
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < duration; count++)
                await mix.ActAsync(random.Next());
            return count;
        })));
        return done.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
