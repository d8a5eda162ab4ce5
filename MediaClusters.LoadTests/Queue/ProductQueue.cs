using System.Diagnostics;
using System.Globalization;
using MediaClusters.LoadTests.Graph;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Schema;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaClusters.LoadTests.Queue;

/// <summary>The product's queue as a worker has it, without what runs the jobs.</summary>
internal sealed class ProductQueue : IDisposable
{
    private const string Worker = "queue-1-1";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly IHost _host;
    private readonly QueueFloors _floors;
    private readonly IJobQueue _queue;

    public ProductQueue(LoadGraph graph)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:media-clusters"] = graph.Database,
            ["ConnectionStrings:cache"] = graph.Redis,
            ["Database:MaxPoolSize"] = 20.ToString(CultureInfo.InvariantCulture),
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddDatabase(database => database.MapMediaClustersTypes());
        builder.AddCache();
        builder.Services.AddMediaClustersPersistence();
        _host = builder.Build();
        _floors = _host.Services.GetRequiredService<QueueFloors>();
        _queue = _host.Services.GetRequiredService<IJobQueue>();
    }

    /// <summary>What the next claim would send.</summary>
    public IEnumerable<(string Name, object Value)> ClaimValues
    {
        get
        {
            var from = _floors.Current;
            return
            [
                ("worker", Worker), ("count", ClaimLoad.Count), ("lease", Lease), ("aged", 2), ("aging_after", TimeSpan.FromMinutes(2)),
                ("lows", from.Lows), ("highs", from.Highs), ("floors", from.Floors),
            ];
        }
    }

    public async Task<Guid[]> ClaimAsync(CancellationToken cancellationToken)
        => [.. (await _queue.ClaimAsync(Worker, ClaimLoad.Count, cancellationToken)).Select(job => job.Id)];

    /// <summary>Looks at the queue now, and as often as a worker does until it is disposed of.</summary>
    public async Task<Looking> LookAsync(CancellationToken cancellationToken)
    {
        var looking = new Looking(_floors);
        await looking.StartAsync(cancellationToken);
        return looking;
    }

    public void Dispose() => _host.Dispose();

    internal sealed class Looking(QueueFloors floors) : IDisposable
    {
        private readonly CancellationTokenSource _over = new();
        private Task _looks = Task.CompletedTask;

        public TimeSpan Longest { get; private set; }

        public int Looks { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await LookAsync(cancellationToken);
            _looks = RepeatAsync();
        }

        public void Dispose()
        {
            _over.Cancel();
            _looks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            _over.Dispose();
        }

        private async Task RepeatAsync()
        {
            using var timer = new PeriodicTimer(new JobQueueOptions().LookInterval);
            while (await timer.WaitForNextTickAsync(_over.Token))
                await LookAsync(_over.Token);
        }

        private async Task LookAsync(CancellationToken cancellationToken)
        {
            var began = Stopwatch.GetTimestamp();
            await floors.LookAsync(cancellationToken);
            var took = Stopwatch.GetElapsedTime(began);
            (Longest, Looks) = (took > Longest ? took : Longest, Looks + 1);
        }
    }
}
