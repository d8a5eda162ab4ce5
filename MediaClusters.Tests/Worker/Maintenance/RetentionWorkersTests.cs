using System.Diagnostics.Metrics;
using MediaClusters.Persistence.Maintenance;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.Persistence.Maintenance;
using MediaClusters.Tests.ServiceDefaults;
using MediaClusters.Worker;
using MediaClusters.Worker.Loops;
using MediaClusters.Worker.Maintenance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Worker.Maintenance;

/// <summary>Several workers' loops over one real database.</summary>
[Collection(ServersCollection.Name)]
public sealed class RetentionWorkersTests(Servers servers) : IAsyncLifetime, IDisposable
{
    private const int Due = 600;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecordingLoggerProvider _log = new();
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        await _database.AddPetsAsync(Due / 2, 200, 100, 0);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Of_two_workers_at_once_one_removes_everything()
    {
        using var first = Worker(new() { BatchSize = 50 });
        using var second = Worker(new() { BatchSize = 50 });

        await Task.WhenAll(first.StartAsync(default), second.StartAsync(default));
        await WaitForCompletionAsync();
        await Task.WhenAll(first.StopAsync(default), second.StopAsync(default));

        (await _database.CountAsync("pet_clusters")).ShouldBe(Due / 2);
        Count("begins").ShouldBe(1);
        Count("ended").ShouldBe(1);
        Count("lost").ShouldBe(0);
    }

    [Fact]
    public async Task A_worker_that_stops_in_the_middle_leaves_the_rest_to_the_next_at_once()
    {
        using var first = Worker(new() { BatchSize = 10, DutyCycle = 0.01 });
        await first.StartAsync(default);
        await GraphFixture.EventuallyAsync(() => _database.CountAsync("pet_clusters"), count => count < (Due / 2) + Due);
        await first.StopAsync(default);
        var left = await _database.CountAsync("pet_clusters");
        left.ShouldBeGreaterThan(Due / 2, "or it was not the middle");

        using var second = Worker(new());
        await second.StartAsync(default);
        await WaitForCompletionAsync();
        await second.StopAsync(default);

        (await _database.CountAsync("pet_clusters")).ShouldBe(Due / 2);
        (await RemovedAsync()).ShouldBe(Due, "the run's figures are of both");
        Count("goes on with the run").ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_died_in_the_middle_is_replaced_when_its_lease_has_run_out()
    {
        var dead = (await _database.AcquireAsync("dead")).ShouldNotBeNull();
        var reached = (await _database.Get<IRetention>().RemoveBatchAsync(dead, RetentionProgress.Start, 100, default)).ShouldNotBeNull();
        await _database.ExecuteAsync("UPDATE maintenance_tasks SET lease_expires_at = clock_timestamp()");

        using var worker = Worker(new());
        await worker.StartAsync(default);
        await WaitForCompletionAsync();
        await worker.StopAsync(default);

        reached.Removed.PetClusters.ShouldBeInRange(1, Due - 1);
        (await RemovedAsync()).ShouldBe(Due);
        (await _database.CountBrokenPetsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_operator_can_take_the_lease_and_give_it_back()
    {
        using var first = Worker(new() { BatchSize = 10, DutyCycle = 0.01 });
        await first.StartAsync(default);
        await GraphFixture.EventuallyAsync(() => _database.CountAsync("pet_clusters"), count => count < (Due / 2) + Due);

        // As docs/operations/retention.md says.
        await _database.ExecuteAsync("""
            INSERT INTO maintenance_tasks (name, holder, lease_expires_at) VALUES ('retention', 'operator', 'infinity')
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, lease_expires_at = excluded.lease_expires_at
            """);
        (await GraphFixture.EventuallyAsync(() => Task.FromResult(Count("lost its lease")), lost => lost > 0)).ShouldBe(1);
        await first.StopAsync(default);
        (await _database.AcquireAsync("second")).ShouldBeNull();

        await _database.ExecuteAsync("UPDATE maintenance_tasks SET holder = NULL, lease_expires_at = NULL WHERE name = 'retention' AND holder = 'operator'");
        using var second = Worker(new());
        await second.StartAsync(default);
        await WaitForCompletionAsync();
        await second.StopAsync(default);
        (await RemovedAsync()).ShouldBe(Due);

        await _database.ExecuteAsync("DELETE FROM maintenance_tasks WHERE name = 'retention' AND holder IS NULL");
        (await _database.AcquireAsync()).ShouldNotBeNull().Progress.ShouldBeNull();
    }

    public void Dispose() => _log.Dispose();

    private Task<long> RemovedAsync() => _database.ScalarAsync<long>("SELECT (progress->'removed'->>'pet_clusters')::bigint FROM maintenance_tasks");

    private int Count(string words) => _log.Messages.Count(message => message.Contains(words, StringComparison.Ordinal));

    private async Task WaitForCompletionAsync()
        => (await GraphFixture.EventuallyAsync(() => _database.Get<IMaintenanceTasks>().FindCompletedAsync(RetentionLoop.TaskName, default), at => at is not null)).ShouldNotBeNull();

    private RetentionLoop Worker(RetentionOptions options) => new(
        _database.Get<IRetention>(),
        _database.Get<IMaintenanceTasks>(),
        new RetentionTelemetry(_services.GetRequiredService<IMeterFactory>()),
        WorkerIdentity.Create(),
        Options.Create(options),
        new LoopContext(TimeProvider.System, new Jitter(1), new LoopHealth()),
        new LoggerFactory([_log]).CreateLogger<RetentionLoop>());
}
