using MediaClusters.Persistence.Maintenance;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Maintenance;

[Collection(ServersCollection.Name)]
public sealed class MaintenanceTasksTests(Servers servers) : IAsyncLifetime
{
    private const string Name = "clean up";
    private const string ExpireLease = "UPDATE maintenance_tasks SET lease_expires_at = clock_timestamp()";

    private TestDatabase _database = null!;

    private IMaintenanceTasks Tasks => _database.Get<IMaintenanceTasks>();

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Acquire_gives_a_task_to_one_holder_and_another_task_to_another()
    {
        (await AcquireAsync("a")).ShouldNotBeNull().Progress.ShouldBeNull();

        (await AcquireAsync("b")).ShouldBeNull();
        (await Tasks.AcquireAsync(Claim("b") with { Name = "another" }, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Acquire_by_many_at_once_lets_one_through()
    {
        for (var round = 0; round < 5; round++)
        {
            var runs = await Task.WhenAll(Enumerable.Range(0, 12).Select(holder => AcquireAsync($"{round}-{holder}")));
            var run = runs.Where(run => run is not null).ShouldHaveSingleItem();
            (await Tasks.CompleteAsync(run!, default)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Acquire_takes_over_from_a_dead_holder_with_its_progress_and_start()
    {
        var dead = (await AcquireAsync("a")).ShouldNotBeNull();
        (await Tasks.SaveProgressAsync(dead, """{"at": 7}""", default)).ShouldBeTrue();
        await _database.ExecuteAsync(ExpireLease);

        var successor = (await AcquireAsync("b")).ShouldNotBeNull();

        successor.Progress.ShouldBe("""{"at": 7}""");
        successor.StartedAt.ShouldBe(dead.StartedAt);
    }

    [Fact]
    public async Task Acquire_by_the_holder_itself_goes_on_with_its_run()
    {
        var run = (await AcquireAsync("a")).ShouldNotBeNull();
        await Tasks.SaveProgressAsync(run, """{"at": 7}""", default);

        (await AcquireAsync("a")).ShouldNotBeNull().Progress.ShouldBe("""{"at": 7}""");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_lease_refuses_everything_and_leaves_the_successor_alone(bool takenOver)
    {
        var lost = (await AcquireAsync("a")).ShouldNotBeNull();
        await _database.ExecuteAsync(ExpireLease);
        if (takenOver)
            (await AcquireAsync("b")).ShouldNotBeNull();
        var before = await RowAsync();

        (await Tasks.RenewAsync(lost, default)).ShouldBeFalse();
        (await Tasks.SaveProgressAsync(lost, "{}", default)).ShouldBeFalse();
        (await Tasks.CompleteAsync(lost, default)).ShouldBeFalse();
        (await Tasks.ReleaseAsync(lost, default)).ShouldBeFalse();

        (await RowAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Renew_and_progress_prolong_the_lease_by_its_length(bool progress)
    {
        var run = (await AcquireAsync("a")).ShouldNotBeNull();
        await _database.ExecuteAsync("UPDATE maintenance_tasks SET lease_expires_at = clock_timestamp() + interval '1 minute'");

        (progress ? await Tasks.SaveProgressAsync(run, "{}", default) : await Tasks.RenewAsync(run, default)).ShouldBeTrue();

        (await _database.ScalarAsync<TimeSpan>("SELECT lease_expires_at - clock_timestamp() FROM maintenance_tasks"))
            .ShouldBeInRange(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Release_lets_the_next_one_go_on_at_once_without_rest()
    {
        var run = (await AcquireAsync("a")).ShouldNotBeNull();
        await Tasks.SaveProgressAsync(run, """{"at": 7}""", default);
        (await Tasks.ReleaseAsync(run, default)).ShouldBeTrue();

        var next = await Tasks.AcquireAsync(Claim("b") with { Rest = TimeSpan.FromHours(1) }, default);

        next.ShouldNotBeNull().Progress.ShouldBe("""{"at": 7}""");
        (await Tasks.FindCompletedAsync(Name, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Complete_keeps_the_figures_and_the_next_run_begins_afresh_after_its_rest()
    {
        var run = (await AcquireAsync("a")).ShouldNotBeNull();
        await Tasks.SaveProgressAsync(run, """{"at": 7}""", default);
        (await Tasks.CompleteAsync(run, default)).ShouldBeTrue();
        (await _database.ScalarAsync<string>("SELECT progress::text FROM maintenance_tasks")).ShouldBe("""{"at": 7}""");
        var completed = (await Tasks.FindCompletedAsync(Name, default)).ShouldNotBeNull();

        (await Tasks.AcquireAsync(Claim("b") with { Rest = TimeSpan.FromHours(1) }, default)).ShouldBeNull();
        var next = (await AcquireAsync("b")).ShouldNotBeNull();

        next.Progress.ShouldBeNull();
        next.StartedAt.ShouldBeGreaterThan(completed);
        (await Tasks.FindCompletedAsync(Name, default)).ShouldBe(completed, "the last completion stays known during the next run");
    }

    [Fact]
    public async Task Acquire_after_the_databases_clock_went_back_keeps_the_new_runs_progress()
    {
        await Tasks.CompleteAsync((await AcquireAsync("a")).ShouldNotBeNull(), default);
        await _database.ExecuteAsync("UPDATE maintenance_tasks SET completed_at = clock_timestamp() + interval '1 hour'");
        var run = (await Tasks.AcquireAsync(Claim("b") with { Rest = TimeSpan.FromHours(-2) }, default)).ShouldNotBeNull();
        await Tasks.SaveProgressAsync(run, """{"at": 7}""", default);
        await _database.ExecuteAsync(ExpireLease);

        (await AcquireAsync("c")).ShouldNotBeNull().Progress.ShouldBe("""{"at": 7}""");
    }

    [Fact]
    public async Task SaveProgress_that_is_no_json_is_refused_and_loses_nothing()
    {
        var run = (await AcquireAsync("a")).ShouldNotBeNull();
        await Tasks.SaveProgressAsync(run, """{"at": 7}""", default);

        await Should.ThrowAsync<PostgresException>(() => Tasks.SaveProgressAsync(run, "at 7", default));

        (await _database.ScalarAsync<string>("SELECT progress::text FROM maintenance_tasks")).ShouldBe("""{"at": 7}""");
    }

    [Theory]
    [InlineData("", "a", 1)]
    [InlineData(Name, " ", 1)]
    [InlineData(Name, "a", 0)]
    public async Task Acquire_without_name_holder_or_lease_is_refused(string name, string holder, int seconds)
        => await Should.ThrowAsync<ArgumentException>(() => Tasks.AcquireAsync(new(name, holder, TimeSpan.FromSeconds(seconds)), default));

    private static MaintenanceClaim Claim(string holder) => new(Name, holder, TimeSpan.FromMinutes(5));

    private Task<MaintenanceRun?> AcquireAsync(string holder) => Tasks.AcquireAsync(Claim(holder), default);

    private Task<string?> RowAsync() => _database.ScalarAsync<string>("SELECT t::text FROM maintenance_tasks t");
}
