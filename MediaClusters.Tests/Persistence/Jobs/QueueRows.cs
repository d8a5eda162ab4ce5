using System.Text.Json;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Jobs;

/// <summary>Many jobs at once, and what statements on them cost.</summary>
internal static class QueueRows
{
    /// <returns>Their ids.</returns>
    public static async Task<Guid[]> AddQueuedAsync(this TestDatabase database, int count, int priority, string runAfter = "now()")
    {
        await using var command = database.DataSource.CreateCommand($"""
            WITH added AS (
              INSERT INTO cluster_jobs (id, pet_id, status, priority, run_after)
              SELECT gen_random_uuid(), gen_random_uuid(), 'queued', {priority}, {runAfter} FROM generate_series(1, {count}) n
              RETURNING id
            )
            SELECT array_agg(id) FROM added
            """);
        return (Guid[])(await command.ExecuteScalarAsync())!;
    }

    public static Task AddFinishedAsync(this TestDatabase database, int count, string status, int priority = 0) => database.ExecuteAsync($"""
        INSERT INTO cluster_jobs (id, pet_id, status, attempts, priority, run_after, enqueued_at, completed_at)
        SELECT gen_random_uuid(), gen_random_uuid(), '{status}', 1, {priority}, at, at, at
        FROM (SELECT now() - n * interval '1 second' AS at FROM generate_series(1, {count}) n) made
        """);

    public static Task FinishClaimedAsync(this TestDatabase database) => database.ExecuteAsync(
        "UPDATE cluster_jobs SET status = 'succeeded', completed_at = clock_timestamp(), lease_expires_at = NULL WHERE status = 'processing'");

    /// <summary>What vacuum may remove while this is held does not include anything that dies from now on.</summary>
    public static async Task<NpgsqlConnection> HoldVacuumBackAsync(this TestDatabase database)
    {
        var connection = await database.DataSource.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("BEGIN ISOLATION LEVEL REPEATABLE READ"), new("SELECT count(*) FROM pets") } };
        await batch.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Pages that a statement looks at; what it does is undone.</summary>
    public static async Task<long> BuffersAsync(this TestDatabase database, string sql, params (string Name, object Value)[] values)
    {
        var top = await ExplainAsync(database, "ANALYZE, BUFFERS, ", sql, values);
        return top.GetProperty("Shared Hit Blocks").GetInt64() + top.GetProperty("Shared Read Blocks").GetInt64();
    }

    /// <summary>How Postgres would do it.</summary>
    public static async Task<string> PlanAsync(this TestDatabase database, string sql, params (string Name, object Value)[] values)
        => (await ExplainAsync(database, "", sql, values)).GetRawText();

    /// <summary>Nobody else gets at a job until it is disposed of.</summary>
    public static async Task<NpgsqlConnection> LockJobsAsync(this TestDatabase database)
    {
        var connection = await database.DataSource.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("BEGIN"), new("LOCK TABLE cluster_jobs IN ACCESS EXCLUSIVE MODE") } };
        await batch.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<JsonElement> ExplainAsync(TestDatabase database, string how, string sql, (string Name, object Value)[] values)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"EXPLAIN ({how}FORMAT JSON) {sql}", connection, transaction);
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        return plan.RootElement[0].GetProperty("Plan").Clone();
    }
}
