using System.Text;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Pets;
using MediaClusters.Persistence.Rollout;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.MigrationService.Import;
using MediaClusters.Tests.Persistence.Rollout;
using MediaClusters.Worker;
using MediaClusters.Worker.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Tests.Rollout;

/// <summary>A worker and a reader as the hosts wire them, over a Postgres and a Redis of their own. The test runs each job.</summary>
internal sealed class RolloutStage : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly NpgsqlDataSource _dataSource;
    private readonly ServiceProvider _services;

    private RolloutStage(TestDatabase database, RedisServer redis, ConnectionMultiplexer connection)
    {
        _database = database;
        Redis = redis;
        Connection = connection;
        var builder = new NpgsqlDataSourceBuilder(database.ConnectionString);
        builder.MapMediaClustersTypes();
        _dataSource = builder.Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Rollout:File"] = File.Path,
                ["JobQueue:Lease"] = "00:05:00",
                ["JobQueue:RetryBaseDelay"] = "00:00:00.010",
                ["JobQueue:RetryMaxDelay"] = "00:00:00.010",
                ["Cache:Budget"] = "00:00:05",
                ["Cache:WriterBudget"] = "00:00:05",
            }).Build())
            .AddSingleton(_dataSource)
            .AddSingleton<IConnectionMultiplexer>(connection)
            .AddMediaClustersPersistence()
            .AddWorker()
            .AddSingleton<IHostApplicationLifetime>(_ => null!)
            .BuildServiceProvider();
    }

    public RedisServer Redis { get; }

    public ConnectionMultiplexer Connection { get; }

    public RolloutFile File { get; } = new();

    public IJobQueue Queue => _services.GetRequiredService<IJobQueue>();

    public ILegacyStates States => _services.GetRequiredService<ILegacyStates>();

    public ILatestClusters Latest => _services.GetRequiredService<ILatestClusters>();

    public IPetStore Pets => _services.GetRequiredService<IPetStore>();

    public NpgsqlDataSource DataSource => _dataSource;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<RolloutStage> CreateAsync(Servers servers)
    {
        var redis = new RedisServer();
        await redis.InitializeAsync();
        return new(await servers.CreateDatabaseAsync(), redis, await redis.ConnectAsync());
    }

    public void Set(decimal persistence, decimal reads, bool keep)
    {
        File.Replace(persistence, reads, keep);
        _services.GetRequiredService<RolloutState>().Refresh();
    }

    public Task PutAsync(Guid pet, int count, int first = 0) => _services.GetRequiredService<IImageStore>().UpsertAsync(
        pet,
        [.. Enumerable.Range(first, count).Select(n => Given.Image(n, id: NameBasedUuid.Create(pet, $"{n}")))],
        CancellationToken.None);

    public Task DeleteAsync(Guid pet, int n) => _services.GetRequiredService<IImageStore>().DeleteAsync(pet, NameBasedUuid.Create(pet, $"{n}"), CancellationToken.None);

    public async Task<ClaimedJob> ClaimAsync(Guid pet, bool force = false)
    {
        await Queue.EnqueueAsync(Given.Request(pet) with { Force = force }, CancellationToken.None);
        return (await Queue.ClaimAsync("worker", 1, CancellationToken.None)).ShouldHaveSingleItem();
    }

    public async Task<JobOutcome> RunAsync(ClaimedJob job)
    {
        var jobs = _services.GetRequiredService<RunningJobs>();
        var running = jobs.Add(job, _services.GetRequiredService<TimeProvider>().GetTimestamp());
        var outcome = await _services.GetRequiredService<JobProcessor>().ProcessAsync(running);
        jobs.Remove(running);
        return outcome;
    }

    public async Task<JobOutcome> RunAsync(Guid pet, bool force = false) => await RunAsync(await ClaimAsync(pet, force));

    public async Task<VersionBody?> ReadAsync(Guid pet) => await _services.GetRequiredService<ILatestClusters>().FindAsync(pet, 0, CancellationToken.None);

    /// <summary>The version and the number of photos a reader gets.</summary>
    public async Task<(long Version, int Photos)?> SeenAsync(Guid pet)
        => await ReadAsync(pet) is { } found ? (found.Version, VersionReader.Read(found.Body).Result.ImageCount) : null;

    /// <summary>The number of photos of the state in Redis.</summary>
    public async Task<int?> StateAsync(Guid pet) => (await States.FindAsync(pet))?.State?.Metrics.NumImages;

    /// <summary>Takes a state of the stub over, as the command does that read it before.</summary>
    public Task<ImportOutcome> ImportAsync(Guid pet)
    {
        var state = LegacyStateJson.Parse(Encoding.UTF8.GetBytes(StubStates.Of($"{pet}"))).State!;
        return Get<ILegacyImporter>().ImportAsync(
            new(pet, $"{pet}", LegacyVersion.From(state, LegacyOptions.DefaultNamespace).Version!, Given.Hash()), CancellationToken.None);
    }

    /// <summary>Has the relay pay what the cache is owed; the rows that it still is.</summary>
    public async Task<long> RelayAsync()
    {
        await _database.ExecuteAsync("UPDATE cache_outbox SET created_at = now() - interval '1 minute'");
        await _services.GetRequiredService<IOutboxRelay>().RelayAsync(100, CancellationToken.None);
        return await _database.ScalarAsync<long>("SELECT count(*) FROM cache_outbox");
    }

    /// <summary>Returns when a statement waits for another's lock.</summary>
    public async Task UntilBlockedAsync() => (await GraphFixture.EventuallyAsync(
        () => _database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"),
        waiting => waiting > 0)).ShouldBeGreaterThan(0);

    public Task<long> VersionsAsync(Guid pet) => _database.ScalarAsync<long>($"SELECT count(*) FROM pet_clusters WHERE pet_id = '{pet}'")!;

    public Task<T?> ScalarAsync<T>(string sql) => _database.ScalarAsync<T>(sql);

    public Task<int> ExecuteAsync(string sql) => _database.ExecuteAsync(sql);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
        await Redis.DisposeAsync();
        File.Dispose();
    }
}
