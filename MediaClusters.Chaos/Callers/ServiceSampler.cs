using System.Collections.Concurrent;
using System.Globalization;
using MediaClusters.Chaos.Cluster;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Callers;

/// <summary>Asks the processes several times a second what they count.</summary>
internal sealed class ServiceSampler(IReadOnlyList<(string Process, Uri Address)> processes, ChaosClock clock) : IDisposable
{
    public const string FencedWrites = "mediaclusters_writes_fenced_total";

    public const string LostAttempts = "lost attempts";

    public const string CacheHits = "cache hits";

    private const string CacheReads = "mediaclusters_cache_reads_total";
    private const string HitLabel = "result=\"hit\"";
    private const string CompletedJobs = "mediaclusters_jobs_completed_total";
    private const string LostLabel = "outcome=\"lost\"";
    private const string CacheAvailable = "mediaclusters_cache_available";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
    private readonly ConcurrentQueue<ServiceSample> _samples = new();

    public IReadOnlyList<ServiceSample> Samples => [.. _samples];

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(processes.Select(process => WatchAsync(process.Process, new(process.Address, "metrics"), cancellationToken)));

    /// <summary>The sum of a counter over all lives of all processes.</summary>
    public static double Total(IEnumerable<ServiceSample> samples, string counter) => samples.GroupBy(sample => sample.Process, StringComparer.Ordinal).Sum(process =>
    {
        var (total, last) = (0.0, 0.0);
        foreach (var value in process.OrderBy(sample => sample.At).Select(sample => sample.Figures.GetValueOrDefault(counter)))
        {
            // A counter that fell belongs to a new process.
            if (value < last)
                total += last;
            last = value;
        }

        return total + last;
    });

    public void Dispose() => _client.Dispose();

    private async Task WatchAsync(string process, Uri address, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(Interval);
        try
        {
            while (await tick.WaitForNextTickAsync(cancellationToken))
                await SampleAsync(process, address, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task SampleAsync(string process, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var figures = Sums(await _client.GetStringAsync(address, cancellationToken));
            _samples.Enqueue(new(process, clock.Elapsed, figures.GetValueOrDefault(CacheAvailable) > 0, figures));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Down, or stopped: it says nothing.
        }
    }

    private static Dictionary<string, double> Sums(string text)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Where(line => line.StartsWith("mediaclusters_", StringComparison.Ordinal)))
        {
            var name = line[..line.IndexOfAny(['{', ' '])];
            if (double.TryParse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture, out var value))
                sums[name] = sums.GetValueOrDefault(name) + value;
            if (line.Contains(LostLabel, StringComparison.Ordinal) && name == CompletedJobs)
                sums[LostAttempts] = sums.GetValueOrDefault(LostAttempts) + value;
            if (line.Contains(HitLabel, StringComparison.Ordinal) && name == CacheReads)
                sums[CacheHits] = sums.GetValueOrDefault(CacheHits) + value;
        }

        return sums;
    }
}
