using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Api.Limits;

/// <summary>Keeps every statement on the service's tables waiting, until it is let go.</summary>
internal sealed class HeldTables : IAsyncDisposable
{
    // A statement that its caller has left is gone at once; nothing else would end one so soon, a request's own 30 s included.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly TestDatabase _database;
    private readonly NpgsqlConnection _connection;

    private HeldTables(TestDatabase database, NpgsqlConnection connection) => (_database, _connection) = (database, connection);

    /// <summary>For services that are to end no statement by themselves.</summary>
    public static (string Name, string? Value)[] Patience => [("Database__StatementTimeout", "00:05:00"), ("Cache__ReadTimeout", "00:05:00")];

    public static async Task<HeldTables> HoldAsync(
        TestDatabase database, string tables = "pets, pet_images, pet_clusters, cluster_snapshots, cluster_members, cluster_jobs, idempotency_keys")
    {
        var connection = await database.DataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return new(database, connection);
    }

    public Task<long> CountAsync(string statement = "") => _database.ScalarAsync<long>($"""
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND wait_event_type = 'Lock' AND query LIKE '%{statement}%'
        """);

    /// <summary>Returns when so many statements wait. The first of a kind takes a busy machine long; the end of the last one has to come soon.</summary>
    public async Task UntilAsync(long count, string what, string statement = "") =>
        (await GraphFixture.EventuallyAsync(() => CountAsync(statement), waiting => waiting == count, count == 0 ? Soon : null)).ShouldBe(count, $"statements that wait: {what}");

    public async ValueTask DisposeAsync()
    {
        await using (var command = new NpgsqlCommand("ROLLBACK", _connection))
            await command.ExecuteNonQueryAsync();
        await _connection.DisposeAsync();
    }
}
