using System.Diagnostics;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Jobs;

/// <summary>The connection that listens falls silent, is closed, or comes back: the worker polls meanwhile and hears again.</summary>
[Collection(ServersCollection.Name)]
public sealed class SilentListenerTests(Servers servers) : IAsyncLifetime
{
    private const string Listeners = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query IN ('LISTEN cluster_jobs', 'SELECT 1') AND pid <> pg_backend_pid()";

    private static readonly TimeSpan Never = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private TestDatabase _direct = null!;
    private TestDatabase _database = null!;
    private SilentProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        _direct = await servers.CreateDatabaseAsync();
        var server = new NpgsqlConnectionStringBuilder(_direct.ConnectionString);
        _proxy = SilentProxy.Start(server.Host!, server.Port);
        _database = Open(new NpgsqlConnectionStringBuilder(_direct.ConnectionString) { Host = "127.0.0.1", Port = _proxy.Port, Timeout = 5 });
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _proxy.DisposeAsync();
        await _direct.DisposeAsync();
    }

    [Fact]
    public async Task Wait_on_a_connection_that_went_silent_times_out_as_ever_and_hears_again_soon()
    {
        var signal = _database.Get<IJobSignal>();
        await signal.WaitAsync(Never, default).WaitAsync(Soon);
        _proxy.Forget();
        var since = Stopwatch.GetTimestamp();

        var again = UntilHeardAsync(signal);
        (await again.WaitAsync(Soon)).ShouldBeLessThan(TimeSpan.FromSeconds(2));

        // 4 s of silence, 2 for an answer, 2 for what is under way to be given up, 1 of pause; and a busy machine.
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        var next = signal.WaitAsync(Never, default);
        await _direct.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), default);
        await next.WaitAsync(Soon);
    }

    [Fact]
    public async Task Listener_that_was_cut_off_for_a_while_leaves_one_session_behind()
    {
        var signal = _database.Get<IJobSignal>();
        await signal.WaitAsync(Never, default).WaitAsync(Soon);
        _proxy.Stall();
        (await GraphFixture.EventuallyAsync(() => Task.FromResult(_proxy.Accepted), connections => connections > 1)).ShouldBeGreaterThan(1);

        var again = signal.WaitAsync(Never, default);
        _proxy.Resume();
        await _direct.Queue.EnqueueAsync(Given.Request(Guid.NewGuid()), default);
        await again.WaitAsync(Soon);

        (await GraphFixture.EventuallyAsync(() => _direct.ScalarAsync<long>(Listeners), sessions => sessions == 1)).ShouldBe(1);
    }

    private static TestDatabase Open(NpgsqlConnectionStringBuilder connection) => new(connection.ConnectionString);

    /// <returns>The longest of the waits until an announcement came.</returns>
    private static async Task<TimeSpan> UntilHeardAsync(IJobSignal signal)
    {
        var longest = TimeSpan.Zero;
        var poll = TimeSpan.FromMilliseconds(200);
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            await signal.WaitAsync(poll, default);
            var waited = Stopwatch.GetElapsedTime(started);
            if (waited < poll)
                return longest;
            longest = waited > longest ? waited : longest;
        }
    }
}
