using System.Diagnostics;

namespace MediaClusters.Chaos.Cluster;

internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task IsAsync(Func<CancellationToken, Task<bool>> condition, TimeSpan patience, string what, CancellationToken cancellationToken) =>
        IsAsync(condition, patience, what, Pause, cancellationToken);

    public static Task IsAsync(Func<bool> condition, TimeSpan patience, string what, CancellationToken cancellationToken) =>
        IsAsync(_ => Task.FromResult(condition()), patience, what, cancellationToken);

    /// <exception cref="TimeoutException">It did not come true in time.</exception>
    public static async Task IsAsync(Func<CancellationToken, Task<bool>> condition, TimeSpan patience, string what, TimeSpan pause, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition(cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(began) > patience)
                throw new TimeoutException($"{what} is not there after {patience.TotalSeconds:F0} s.");
            await Task.Delay(pause, cancellationToken);
        }
    }
}
