using System.Collections.Concurrent;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Jobs;

/// <summary>Claims that begin at floors take what claims without take, at once or after the next look.</summary>
[Collection(ServersCollection.Name)]
public sealed class QueueFloorsTests(Servers servers) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private QueueProcess _worker = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _worker = new(_database);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Claim_takes_the_highest_priority_first_whether_known_or_not()
    {
        await _database.AddQueuedAsync(2, 0);
        await _database.AddQueuedAsync(2, 70);
        await _worker.LookAsync();
        var order = new List<Guid>();
        foreach (var priority in (int[])[100, 71, 70, 69, 1, 0, -1, -100])
            order.AddRange(await _database.AddQueuedAsync(1, priority));

        var taken = new List<short>();
        while (await _worker.ClaimAsync(1) is [var job])
            taken.Add(await _database.ScalarAsync<short>($"SELECT priority FROM cluster_jobs WHERE id = '{job.Id}'"));

        taken.ShouldBe([100, 71, 70, 70, 70, 69, 1, 0, 0, 0, -1, -100]);
    }

    [Fact]
    public async Task Claim_before_any_look_and_long_after_the_last_one_looks_at_everything()
    {
        var first = await _database.AddQueuedAsync(1, 0, "'-infinity'");
        (await _worker.ClaimIdsAsync(5)).ShouldBe(first);

        await _worker.LookAsync();
        var below = await _database.AddQueuedAsync(1, 0, "now() - interval '1 hour'");
        (await _worker.ClaimIdsAsync(5)).ShouldBeEmpty("or there is no floor, and nothing to be tested");

        _worker.Time.Advance(TimeSpan.FromSeconds(31));
        (await _worker.ClaimIdsAsync(5)).ShouldBe(below);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-55)]
    public async Task Claim_finds_what_lies_below_the_floor_after_the_next_look(int priority)
    {
        await _worker.LookAsync();
        var below = await _database.AddQueuedAsync(3, priority, "now() - interval '1 hour'");
        (await _worker.ClaimIdsAsync(5)).ShouldBeEmpty();

        await _worker.LookAsync();

        (await _worker.ClaimIdsAsync(5)).ShouldBe(below, ignoreOrder: true);
    }

    [Fact]
    public async Task Claim_finds_a_job_whose_transaction_began_before_others_were_claimed()
    {
        await _worker.LookAsync();
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("INSERT INTO cluster_jobs (id, pet_id, status) VALUES (gen_random_uuid(), gen_random_uuid(), 'queued')", connection, transaction))
            await insert.ExecuteNonQueryAsync();
        await _database.AddQueuedAsync(20, 0);
        (await _worker.ClaimAsync(64)).Count.ShouldBe(20);
        await transaction.CommitAsync();

        (await _worker.ClaimAsync(64)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Claim_finds_at_once_an_old_job_that_a_request_raised()
    {
        var pet = Guid.NewGuid();
        var worker = new QueueProcess(_database, options => options.AgingShare = 0);
        await _database.Queue.EnqueueAsync(Given.Request(pet) with { Priority = -100 }, default);
        await _database.ExecuteAsync("UPDATE cluster_jobs SET run_after = now() - interval '1 hour'");
        await worker.LookAsync();
        await _database.AddQueuedAsync(30, 50);
        (await worker.ClaimAsync(16)).Count.ShouldBe(16);

        var joined = await _database.Queue.EnqueueAsync(Given.Request(pet) with { Priority = 50 }, default);

        joined.Disposition.ShouldBe(EnqueueDisposition.Joined);
        (await worker.ClaimAsync(15)).ShouldContain(job => job.Id == joined.JobId);
    }

    [Fact]
    public async Task Enqueue_that_raises_a_job_leaves_its_wait_between_attempts_alone()
    {
        var pet = Guid.NewGuid();
        await _database.Queue.EnqueueAsync(Given.Request(pet), default);
        await _database.ExecuteAsync("UPDATE cluster_jobs SET run_after = now() + interval '1 hour'");

        await _database.Queue.EnqueueAsync(Given.Request(pet) with { Priority = 1 }, default);
        await _database.Queue.EnqueueAsync(Given.Request(pet), default);

        (await _database.ScalarAsync<bool>("SELECT run_after > now() + interval '59 minutes' AND priority = 1 FROM cluster_jobs")).ShouldBeTrue();
    }

    [Fact]
    public async Task Claim_moves_its_floor_behind_what_it_took()
    {
        await _database.AddQueuedAsync(100, 0, "now() - interval '1 hour' + n * interval '1 second'");
        await _worker.LookAsync();
        var before = Floor(0);

        await _worker.ClaimAsync(50);

        (Floor(0) - before).ShouldBe(TimeSpan.FromSeconds(49));
        (await _worker.ClaimAsync(64)).Count.ShouldBe(50);
        (await _worker.ClaimAsync(64)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_keeps_its_floor_behind_the_present()
    {
        await _worker.LookAsync();
        await _database.AddQueuedAsync(3, 33);

        (await _worker.ClaimAsync(5)).Count.ShouldBe(3);

        var now = await _database.ScalarAsync<DateTime>("SELECT now()");
        (now - Floor(33).UtcDateTime).ShouldBeInRange(QueueFloors.Margin, QueueFloors.Margin + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Claim_from_before_a_look_does_not_move_what_that_look_found()
    {
        await _worker.LookAsync();
        var stale = _worker.Floors.Current;
        var below = await _database.AddQueuedAsync(1, 0, "now() - interval '1 hour'");
        await _worker.LookAsync();

        var now = TimeProvider.System.GetUtcNow();
        _worker.Floors.Advance(stale, now, [(0, now)]);

        (await _worker.ClaimIdsAsync(5)).ShouldBe(below);
    }

    [Fact]
    public async Task Claim_passes_over_a_job_that_is_locked_or_whose_pet_is_busy_until_the_next_look_at_the_latest()
    {
        var pet = Guid.NewGuid();
        await _database.Queue.EnqueueAsync(Given.Request(pet), default);
        await _worker.LookAsync();
        (await _worker.ClaimAsync(1)).Count.ShouldBe(1);
        await _database.ExecuteAsync($"INSERT INTO cluster_jobs (id, pet_id, status, run_after) VALUES (gen_random_uuid(), '{pet}', 'queued', now() - interval '1 hour')");
        var locked = (await _database.AddQueuedAsync(1, 0, "now() - interval '50 minutes'")).Single();
        await _worker.LookAsync();
        var free = await _database.AddQueuedAsync(5, 0, "now() - interval '30 minutes'");

        await using (var connection = await _database.DataSource.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand($"SELECT 1 FROM cluster_jobs WHERE id = '{locked}' FOR UPDATE", connection, transaction);
            await hold.ExecuteNonQueryAsync();
            (await _worker.ClaimIdsAsync(64)).ShouldBe(free, ignoreOrder: true);
        }

        await _database.FinishClaimedAsync();
        await _worker.LookAsync();
        (await _worker.ClaimAsync(64)).Select(job => job.PetId).ShouldContain(pet);
        (await _database.ScalarAsync<string>($"SELECT status::text FROM cluster_jobs WHERE id = '{locked}'")).ShouldBe("processing");
    }

    [Fact]
    public async Task Claim_by_many_with_floors_of_their_own_takes_every_job_of_random_callers_without_another_look()
    {
        var workers = Enumerable.Range(0, 4).Select(_ => new QueueProcess(_database, options => options.AgingAfter = TimeSpan.FromSeconds(1))).ToArray();
        foreach (var worker in workers)
            await worker.LookAsync();
        var taken = new ConcurrentBag<Guid>();
        using var over = new CancellationTokenSource();
        var claiming = workers.Select((worker, n) => Task.Run(() => ClaimUntilAsync(worker, $"w{n}", taken, over.Token))).ToArray();

        var pets = Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 100; i++)
                await _database.Queue.EnqueueAsync(Given.Request(pets[random.Next(pets.Length)]) with { Priority = random.Next(-100, 101) }, default);
        })));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status <> 'succeeded'") > 0)
            await Task.Delay(10, patience.Token);
        await over.CancelAsync();
        await Task.WhenAll(claiming);
        taken.Distinct().Count().ShouldBe((int)await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs"));
    }

    [Fact]
    public async Task Look_that_takes_too_long_leaves_the_floors_as_they_are()
    {
        var worker = new QueueProcess(_database, options => options.LookTimeout = TimeSpan.FromSeconds(1));
        await worker.LookAsync();
        var floors = worker.Floors.Current;
        await using (await _database.LockJobsAsync())
        {
            var looking = worker.LookAsync();
            await _database.UntilSomebodyWaitsAsync();
            worker.Time.Advance(TimeSpan.FromMinutes(1));
            worker.Floors.Current.ShouldBeSameAs(floors, "somebody looks");
            (await Should.ThrowAsync<PostgresException>(looking)).SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
        }

        worker.Time.Advance(TimeSpan.FromSeconds(30));
        worker.Floors.Current.ShouldBeSameAs(floors, "somebody has looked, and could not finish");
        worker.Time.Advance(TimeSpan.FromSeconds(1));
        worker.Floors.Current.ShouldBe(FloorSegments.Unknown);
    }

    [Fact]
    public async Task Look_that_is_called_off_is_none()
    {
        await _worker.LookAsync();
        await using (await _database.LockJobsAsync())
        {
            using var stop = new CancellationTokenSource();
            var looking = _worker.Floors.LookAsync(stop.Token);
            await _database.UntilSomebodyWaitsAsync();
            _worker.Time.Advance(TimeSpan.FromSeconds(31));
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(looking);
        }

        _worker.Floors.Current.ShouldBe(FloorSegments.Unknown);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Look_has_a_time_limit_of_its_own(bool pooled)
    {
        await using var pooler = pooled ? await PgBouncer.StartAsync(_database.ConnectionString) : null;
        var impatient = new NpgsqlConnectionStringBuilder(pooler?.ConnectionString ?? _database.ConnectionString) { CommandTimeout = 1, MaxPoolSize = 1 };
        if (!pooled)
            impatient.Options = "-c statement_timeout=500";
        await using var connections = NpgsqlDataSource.Create(impatient);
        var worker = new QueueProcess(_database, connections: connections);

        Task looking;
        await using (await _database.LockJobsAsync())
        {
            looking = worker.LookAsync();
            await Graph.GraphFixture.EventuallyAsync(
                () => _database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query_start < clock_timestamp() - interval '1.5 s'"),
                waiting => waiting > 0 || looking.IsCompleted);
        }

        await looking;
        worker.Floors.Current.Look.ShouldBe(1);
        await using var show = connections.CreateCommand("SHOW statement_timeout");
        (await show.ExecuteScalarAsync()).ShouldBe(pooled ? "0" : "500ms", "or the look left it behind on its connection");
    }

    [Fact]
    public async Task Reaper_finds_a_lease_that_ended_below_the_floor_after_the_next_look()
    {
        await _database.AddQueuedAsync(1, 0);
        await _worker.ClaimAsync(1);
        await _worker.LookAsync();
        await _database.ExecuteAsync("UPDATE cluster_jobs SET lease_expires_at = now() - interval '1 hour'");
        (await _worker.Queue.ReapExpiredAsync(10, default)).ShouldBeEmpty("or there is no floor, and nothing to be tested");

        await _worker.LookAsync();

        (await _worker.Queue.ReapExpiredAsync(10, default)).Count.ShouldBe(1);
    }

    private async Task ClaimUntilAsync(QueueProcess worker, string name, ConcurrentBag<Guid> taken, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            foreach (var job in await worker.Claims.ClaimAsync(name, 3, default))
            {
                taken.Add(job.Id);
                (await _database.Queue.CompleteAsync(job, null, default)).ShouldBeTrue();
            }
        }
    }

    private DateTimeOffset Floor(short priority)
    {
        var current = _worker.Floors.Current;
        var segment = Array.FindIndex(current.Lows, low => low == priority);
        current.Highs[segment].ShouldBe(priority);
        return current.Floors[segment];
    }
}
