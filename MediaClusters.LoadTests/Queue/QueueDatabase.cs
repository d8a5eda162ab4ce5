using System.Globalization;
using System.Text;
using MediaClusters.LoadTests.Graph;
using Npgsql;

namespace MediaClusters.LoadTests.Queue;

/// <summary>A queue of a size, and what holds it up.</summary>
internal sealed class QueueDatabase(LoadGraph graph)
{
    /// <summary>In the order of their time, as they would have come.</summary>
    public Task FillAsync(int finished, CancellationToken cancellationToken) => graph.ExecuteAsync($"""
        INSERT INTO cluster_jobs (id, pet_id, status, attempts, priority, run_after, enqueued_at, started_at, completed_at)
        SELECT gen_random_uuid(), gen_random_uuid(), CASE WHEN n % 1000 = 0 THEN 'failed' ELSE 'succeeded' END::cluster_job_status, 1,
               (ARRAY[100, 0, 0, -100])[1 + n % 4], at, at, at, at
        FROM (SELECT n, now() - (2 + {finished} - n) * interval '1 second' AS at FROM generate_series(1, {finished}) n) made
        """, cancellationToken);

    /// <summary>A tenth of it urgent, three tenths of the usual priority, the rest in the background; the oldest an hour ago.</summary>
    public async Task QueueUpAsync(int queued, CancellationToken cancellationToken)
    {
        await graph.ExecuteAsync($"""
            INSERT INTO cluster_jobs (id, pet_id, status, priority, run_after)
            SELECT gen_random_uuid(), gen_random_uuid(), 'queued', (ARRAY[100, 0, 0, 0, -100, -100, -100, -100, -100, -100])[1 + n % 10],
                   now() - interval '1 hour' + n * (interval '59 minutes' / {queued})
            FROM generate_series(1, {queued} - (SELECT count(*)::int FROM cluster_jobs WHERE status = 'queued')) n
            """, cancellationToken);
        await graph.ExecuteAsync("VACUUM ANALYZE cluster_jobs", cancellationToken);
        await graph.ExecuteAsync("CHECKPOINT", cancellationToken);
    }

    /// <summary>Nothing that dies from now on can be removed until it is disposed of.</summary>
    public async Task<NpgsqlConnection> HoldVacuumBackAsync(CancellationToken cancellationToken)
    {
        var connection = await graph.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("BEGIN ISOLATION LEVEL REPEATABLE READ"), new("SELECT count(*) FROM pets") } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    /// <summary>As the last write of their attempts would.</summary>
    public async Task CompleteAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var complete = graph.Source.CreateCommand(
            "UPDATE cluster_jobs SET status = 'succeeded', completed_at = clock_timestamp(), lease_expires_at = NULL WHERE id = ANY (@ids)");
        complete.Parameters.AddWithValue("ids", ids);
        await complete.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The plan, and the pages that the whole statement looked at. What it did is undone.</summary>
    public async Task<(string Plan, long Pages)> ExplainAsync(string sql, IEnumerable<(string Name, object Value)> values, CancellationToken cancellationToken)
    {
        await using var connection = await graph.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var explain = new NpgsqlCommand($"EXPLAIN (ANALYZE, BUFFERS) {sql}", connection, transaction);
        foreach (var (name, value) in values)
            explain.Parameters.AddWithValue(name, value);
        var plan = new StringBuilder();
        await using var reader = await explain.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            plan.AppendLine(reader.GetString(0));
        var text = plan.ToString();
        var buffers = text.Split('\n').First(line => line.TrimStart().StartsWith("Buffers: shared", StringComparison.Ordinal));
        return (text, buffers.Split(' ').Where(word => word.StartsWith("hit=", StringComparison.Ordinal) || word.StartsWith("read=", StringComparison.Ordinal))
            .Sum(word => long.Parse(word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture)));
    }

    /// <summary>Autovacuum comes round every second, and not every minute.</summary>
    public async Task HurryVacuumAsync(CancellationToken cancellationToken)
    {
        await graph.ExecuteAsync("ALTER SYSTEM SET autovacuum_naptime = '1s'", cancellationToken);
        await graph.ExecuteAsync("SELECT pg_reload_conf()", cancellationToken);
    }

    public Task<(long Runs, long Dead)> ReadVacuumAsync(CancellationToken cancellationToken)
        => ReadAsync("SELECT autovacuum_count, n_dead_tup FROM pg_stat_user_tables WHERE relname = 'cluster_jobs'", cancellationToken);

    private async Task<(long First, long Second)> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = graph.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
