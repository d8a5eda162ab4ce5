using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Schema;

[Collection(ServersCollection.Name)]
public sealed class LostConnectionTests(Servers servers) : IAsyncLifetime
{
    private const int Connections = 4;

    private readonly Guid _pet = Guid.CreateVersion7();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Reads_on_connections_the_server_closed_are_made_again()
    {
        var reader = _database.Reader;
        Func<Task>[] reads =
        [
            () => reader.FindLatestAsync(_pet, default),
            () => reader.FindVersionAsync(_pet, 1, default),
            () => reader.FindLatestAsync([_pet], default),
            () => reader.ListLatestVersionsAsync([_pet], default),
            () => reader.FindPlacementsAsync(_pet, latestOnly: true, before: null, limit: 1, default),
        ];
        foreach (var read in reads)
        {
            await CloseAllAsync();
            await Should.NotThrowAsync(read);
        }
    }

    [Fact]
    public async Task ReadAgainAsync_that_fails_again_is_not_made_a_third_time()
    {
        var reads = 0;
        await Should.ThrowAsync<NpgsqlException>(() => LostConnection.ReadAgainAsync<int>(() =>
        {
            reads++;
            throw new NpgsqlException("gone", new IOException());
        }));
        reads.ShouldBe(2);
    }

    [Fact]
    public void Is_tells_a_connection_that_broke_from_a_wait_in_vain_and_from_an_error()
    {
        LostConnection.Is(new NpgsqlException("gone", new IOException())).ShouldBeTrue();
        LostConnection.Is(new PostgresException("shut down", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown)).ShouldBeTrue();
        LostConnection.Is(new NpgsqlException("full", new TimeoutException())).ShouldBeFalse();
        LostConnection.Is(new NpgsqlException("wrong")).ShouldBeFalse();
        LostConnection.Is(new PostgresException("deadlock", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected)).ShouldBeFalse();
    }

    /// <summary>Fills the pool, and has the server close what is in it.</summary>
    private async Task CloseAllAsync()
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => _database.DataSource.OpenConnectionAsync().AsTask()));
        foreach (var connection in connections)
            await connection.DisposeAsync();

        await using var closer = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Pooling = false }.ConnectionString);
        await closer.OpenAsync();
        await using var close = new NpgsqlCommand(
            "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 30000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
            closer);
        ((long)(await close.ExecuteScalarAsync())!).ShouldBeGreaterThanOrEqualTo(Connections);
    }
}
