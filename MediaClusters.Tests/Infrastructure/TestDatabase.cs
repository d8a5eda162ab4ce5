using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Pets;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.Worker.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MediaClusters.Tests.Infrastructure;

/// <summary>A database and the library's services over it, as a host would register them; Redis is replaced by a recorder.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public TestDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.MapMediaClustersTypes();
        DataSource = builder.Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build())
            .AddSingleton(DataSource)
            .AddSingleton(new Random(1))
            .AddMediaClustersPersistence()
            .AddSingleton<ICacheWriter>(Cache)
            .AddSingleton<ILegacyStates>(new FakeRollout())
            .BuildServiceProvider();
    }

    // So long that nothing expires or comes due by itself: tests say when.
    private static Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["JobQueue:Lease"] = "00:05:00",
        ["JobQueue:RetryBaseDelay"] = "00:10:00",
        ["JobQueue:RetryMaxDelay"] = "01:00:00",
        ["JobQueue:SnoozeDelay"] = "00:10:00",
    };

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    internal RecordingCacheWriter Cache { get; } = new();

    internal IJobQueue Queue => Get<IJobQueue>();

    internal IJobReader Jobs => Get<IJobReader>();

    internal IJobAdmin JobAdmin => Get<IJobAdmin>();

    internal IImageStore Images => Get<IImageStore>();

    internal IClusterStore Clusters => Get<IClusterStore>();

    internal IVersionRestorer Restorer => Get<IVersionRestorer>();

    internal IPetStore Pets => Get<IPetStore>();

    internal IClusterReader Reader => Get<IClusterReader>();

    internal MediaClustersDbContext CreateContext() => Get<IDbContextFactory<MediaClustersDbContext>>().CreateDbContext();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task MigrateAsync()
    {
        await using var context = CreateContext();
        await context.Database.MigrateAsync();
        await DataSource.ReloadTypesAsync();
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns when a session of this database waits for another one's lock.</summary>
    public async Task UntilSomebodyWaitsAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 0)
            await tick.WaitForNextTickAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await DataSource.DisposeAsync();
    }
}
