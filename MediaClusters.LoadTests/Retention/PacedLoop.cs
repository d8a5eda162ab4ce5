using System.Collections.Concurrent;
using System.Diagnostics;

namespace MediaClusters.LoadTests.Retention;

/// <param name="Kind">Which kind of read.</param>
/// <param name="Due">When it was to be sent, as a timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="Milliseconds">Waited for the answer, from when it was due if the previous one was late.</param>
internal readonly record struct PacedRead(string Kind, long Due, double Milliseconds);

/// <summary>Reads at a rate that does not depend on the answers: what is held up holds up those behind it, and they count it.</summary>
internal sealed class PacedLoop(HttpClient api, int rate, int seed, Func<Random, (string Kind, Uri Address)> pick)
{
    private const int Callers = 64;

    private readonly ConcurrentQueue<PacedRead> _reads = new();
    private readonly ConcurrentQueue<string> _failures = new();

    public IReadOnlyCollection<PacedRead> Reads => _reads;

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Until cancelled.</summary>
    public Task RunAsync(CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller, start, stopping), CancellationToken.None)));
    }

    private async Task CallAsync(int caller, long start, CancellationToken stopping)
    {
        var random = new Random((seed * Callers) + caller);
        var interval = Stopwatch.Frequency * Callers / rate;
        var due = start + (interval * caller / Callers);
        for (; !stopping.IsCancellationRequested; due += interval)
        {
            var ahead = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
                return;

            // A timer that is late is the caller's fault; an answer that is late is the service's.
            var sent = ahead > TimeSpan.Zero ? Stopwatch.GetTimestamp() : due;
            var (kind, address) = pick(random);
            try
            {
                using var response = await api.GetAsync(address, CancellationToken.None);
                if (response.IsSuccessStatusCode)
                    _reads.Enqueue(new(kind, due, Stopwatch.GetElapsedTime(sent).TotalMilliseconds));
                else
                    _failures.Enqueue($"{address}: {(int)response.StatusCode}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                _failures.Enqueue($"{address}: {e.GetType().Name}: {e.Message}");
            }
        }
    }
}
