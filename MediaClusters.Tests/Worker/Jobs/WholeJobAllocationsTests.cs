using System.Buffers;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.Clustering;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Worker;
using MediaClusters.Worker.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Tests.Worker.Jobs;

/// <summary>Runs while nothing else does: what is heard is the whole process's.</summary>
[CollectionDefinition(nameof(WholeJobAllocationsTests), DisableParallelization = true)]
public sealed class WholeJobAllocationsCollection;

/// <summary>Jobs as the worker does them, from the claim to the version in the cache.</summary>
[Collection(nameof(WholeJobAllocationsTests))]
public sealed class WholeJobAllocationsTests(Servers servers, RedisServer redis) : IClassFixture<Servers>, IClassFixture<RedisServer>, IAsyncLifetime
{
    private const int WarmUp = 5;
    private const int Rounds = 20;
    private const int Parts = 5;

    private static readonly (Guid Id, int Photos, int Dimensions)[] Pets =
        [.. new[] { 384, 768 }.SelectMany(dimensions => new[] { 20, 100, 200 }.Select(photos => (Guid.NewGuid(), photos, dimensions)))];

    private TestDatabase _database = null!;
    private NpgsqlDataSource _source = null!;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        var builder = new NpgsqlDataSourceBuilder(_database.ConnectionString);
        builder.MapMediaClustersTypes();
        _source = builder.Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(_source)
            .AddSingleton<IConnectionMultiplexer>(await redis.ConnectAsync())
            .AddMediaClustersPersistence()
            .AddWorker()
            .BuildServiceProvider();
        foreach (var (id, photos, dimensions) in Pets)
            await Service<IImageStore>().UpsertAsync(id, Photos(photos, dimensions), default);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Jobs_of_pets_up_to_200_photos_come_to_allocate_nothing_large()
    {
        await RunAsync(WarmUp);

        // The engine's pool grows until as many runs have met as ever meet; a job that allocates does so in each part.
        IReadOnlyList<string> heard = ["nothing yet"];
        for (var part = 0; part < Parts && heard.Count > 0; part++)
            heard = await LargeAllocations.DuringAsync(() => RunAsync(Rounds));

        heard.ShouldBeEmpty();
        (await redis.ConnectAsync()).GetDatabase().KeyExists(CacheKeys.Latest(Pets[0].Id)).ShouldBeTrue();
    }

    [Fact]
    public async Task Jobs_of_pets_up_to_200_photos_rent_nothing_large_of_the_shared_pools()
        => (await SharedPoolRents.DuringAsync(() => RunAsync(WarmUp))).ShouldBeEmpty();

    [Fact]
    public async Task During_hears_what_is_rented_of_the_shared_pools()
        => (await SharedPoolRents.DuringAsync(() => Task.Run(() => ArrayPool<byte>.Shared.Return(ArrayPool<byte>.Shared.Rent(100_000))))).ShouldNotBeEmpty();

    [Fact]
    public async Task During_hears_what_another_thread_allocates()
    {
        (await LargeAllocations.DuringAsync(() => Task.Run(() =>
        {
            for (var round = 0; round < 2; round++)
                GC.KeepAlive(new byte[90_000]);
        }))).ShouldNotBeEmpty();
    }

    private T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private async Task RunAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (id, _, _) in Pets)
                await Service<IJobQueue>().EnqueueAsync(Given.Request(id) with { Force = true }, default);

            var sent = TimeProvider.System.GetTimestamp();
            var jobs = await Service<IJobQueue>().ClaimAsync("worker", Pets.Length, default);
            jobs.Count.ShouldBe(Pets.Length);
            (await Task.WhenAll(jobs.Select(job => ProcessAsync(Service<RunningJobs>().Add(job, sent))))).ShouldAllBe(outcome => outcome == JobOutcome.Succeeded);
        }
    }

    private async Task<JobOutcome> ProcessAsync(RunningJob running)
    {
        try
        {
            return await Task.Run(() => Service<JobProcessor>().ProcessAsync(running));
        }
        finally
        {
            Service<RunningJobs>().Remove(running);
        }
    }

    // Groups of photos that look alike, and some that are like none.
    private static IReadOnlyList<ImageUpsert> Photos(int count, int dimensions) => [.. Enumerable.Range(0, count).Select(n =>
    {
        var (own, group) = (Given.Vector(10_000 + n, dimensions), Given.Vector(n % 12, dimensions));
        float[] vector = [.. own.Zip(group, (mine, shared) => (0.3f * mine) + shared)];
        return Given.Image(n) with { ImageId = Guid.NewGuid(), Embedding = n % 12 == 0 ? own : vector };
    })];
}
