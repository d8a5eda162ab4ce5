using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MediaClusters.Tests.Persistence.Jobs;

[Collection(ServersCollection.Name)]
public sealed class JobSignalTests(Servers servers) : IAsyncLifetime
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Wait_returns_when_a_job_is_enqueued()
    {
        var signal = _database.Get<IJobSignal>();
        await signal.WaitAsync(Never, default);

        var waiting = signal.WaitAsync(Never, default);
        waiting.IsCompleted.ShouldBeFalse();
        await _database.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), default);

        await waiting.WaitAsync(Soon);
    }

    [Fact]
    public async Task Wait_takes_what_was_announced_while_nobody_waited_for_one_and_loses_nothing_later()
    {
        var signal = _database.Get<IJobSignal>();
        await signal.WaitAsync(Never, default);
        var claims = 0;

        // Delivered at once, as to a worker whose slots were taken meanwhile.
        await _database.ExecuteAsync("SELECT pg_notify('cluster_jobs', n::text) FROM generate_series(1, 50) n");
        var waiting = ClaimAsync();
        await waiting.WaitAsync(Soon);
        waiting = ClaimAsync();
        waiting.IsCompleted.ShouldBeFalse();
        claims.ShouldBe(1);

        await _database.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), default);
        (await waiting.WaitAsync(Soon)).ShouldBe(1);
        claims.ShouldBe(2);

        async Task<int> ClaimAsync()
        {
            await signal.WaitAsync(Never, default);
            claims++;
            return (await _database.Queue.ClaimAsync("worker", 1, default)).Count;
        }
    }

    [Fact]
    public async Task Wait_that_timed_out_leaves_what_comes_after_it_to_the_next()
    {
        var signal = _database.Get<IJobSignal>();
        await signal.WaitAsync(Never, default);
        await signal.WaitAsync(TimeSpan.FromMilliseconds(20), default).WaitAsync(Soon);

        await _database.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), default);

        await signal.WaitAsync(Never, default).WaitAsync(Soon);
    }

    [Fact]
    public async Task Wait_returns_after_its_timeout_without_any_job()
    {
        var signal = _database.Get<IJobSignal>();
        await signal.WaitAsync(Never, default);

        await signal.WaitAsync(TimeSpan.FromMilliseconds(20), default).WaitAsync(Soon);
    }

    [Fact]
    public async Task Wait_survives_a_killed_connection_and_listens_again()
    {
        var signal = _database.Get<IJobSignal>();
        await signal.WaitAsync(Never, default);

        var waiting = signal.WaitAsync(TimeSpan.FromMilliseconds(50), default);
        // The server waits for the end of the connection, which otherwise may come after the waits below.
        await _database.ExecuteAsync("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()");
        await waiting.WaitAsync(Soon);

        await signal.WaitAsync(TimeSpan.FromMilliseconds(50), default).WaitAsync(Soon);
        await signal.WaitAsync(TimeSpan.FromMilliseconds(50), default).WaitAsync(Soon);
        var again = signal.WaitAsync(Never, default);
        again.IsCompleted.ShouldBeFalse();
        await _database.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), default);
        await again.WaitAsync(Soon);
    }

    [Theory]
    [InlineData(null, typeof(JobSignal))]
    [InlineData("None", typeof(JobSignal))]
    [InlineData("transaction", typeof(PolledJobSignal))]
    public async Task Signal_behind_a_transaction_pooler_polls_alone(string? pooler, Type expected)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Database:Pooler", pooler)]).Build())
            .AddSingleton(_database.DataSource)
            .AddMediaClustersPersistence()
            .BuildServiceProvider();

        services.GetRequiredService<IJobSignal>().ShouldBeOfType(expected);
        await services.GetRequiredService<IJobSignal>().WaitAsync(TimeSpan.FromMilliseconds(20), default).WaitAsync(Soon);
    }

    [Fact]
    public async Task Wait_ends_with_its_token()
    {
        var signal = _database.Get<IJobSignal>();
        await signal.WaitAsync(Never, default);
        using var stop = new CancellationTokenSource();

        var waiting = signal.WaitAsync(Never, stop.Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(Soon));
    }
}
