using MediaClusters.Chaos.Cluster;
using Npgsql;

namespace MediaClusters.Chaos.Faults;

/// <summary>What happens to Postgres.</summary>
internal static class PostgresFaults
{
    // In an order that runs of one seed have in common as far as they have anything in common.
    private const string ListSessions = "SELECT pid FROM pg_stat_activity WHERE usename = @role ORDER BY application_name, backend_start, pid";

    private const string Terminate = "SELECT count(*) FROM unnest(@pids) AS pid WHERE pg_terminate_backend(pid)";

    // Never waits, so that nobody can wait in a circle with it.
    private const string HoldRows = """
        SELECT (SELECT count(*) FROM (SELECT 1 FROM pets ORDER BY pet_id LIMIT 20 FOR UPDATE SKIP LOCKED) AS held),
               (SELECT count(*) FROM (SELECT 1 FROM cluster_jobs WHERE status IN ('queued', 'processing') ORDER BY id LIMIT 20 FOR UPDATE SKIP LOCKED) AS held)
        """;

    // More than the disk is left with; gone with the statement that cannot end.
    private const string Spill = "CREATE UNLOGGED TABLE chaos_spill AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)";

    // Services that have just lost their sessions have none to lose.
    private static readonly TimeSpan SessionPatience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FullPatience = TimeSpan.FromSeconds(5);

    /// <summary>The server ends at once, as in a crash, and comes again.</summary>
    public static async Task RestartAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        await cluster.Postgres.StopImmediatelyAsync();
        try
        {
            await Task.Delay(fault.Hold, cancellationToken);
        }
        finally
        {
            await cluster.Postgres.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Half of the services' sessions end, or all.</summary>
    public static async Task TerminateBackendsAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cluster.DirectDatabase, cancellationToken);
        await TerminateAsync(connection, fault, fault.Flips(0) ? 1 : 0.5, cancellationToken);
    }

    /// <summary>Somebody else takes every connection that the server has left, and those of half of the services' sessions.</summary>
    public static async Task ExhaustConnectionsAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        var taken = new List<NpgsqlConnection>();
        try
        {
            await using (var connection = await OpenAsync(cluster.DirectDatabase, cancellationToken))
                await TerminateAsync(connection, fault, share: 0.5, cancellationToken);
            await TakeAllAsync(taken, cluster.Postgres.Through(cluster.Postgres.Port) + ";Pooling=false;Application Name=somebody else", cancellationToken);
            await Task.Delay(fault.Hold, cancellationToken);
        }
        finally
        {
            foreach (var connection in taken)
                await connection.DisposeAsync();
        }
    }

    /// <summary>Two transactions that do nothing: one holds an old snapshot, the other one rows of pets and jobs.</summary>
    public static async Task HoldTransactionAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        await using var reader = await OpenAsync(cluster.DirectDatabase, cancellationToken);
        await using var writer = await OpenAsync(cluster.DirectDatabase, cancellationToken);
        await ExecuteAsync(reader, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM cluster_jobs", cancellationToken);
        await ExecuteAsync(writer, $"BEGIN; {HoldRows}", cancellationToken);
        await Task.Delay(fault.Hold, cancellationToken);
    }

    /// <summary>As a change of the schema would, nobody else gets at the jobs.</summary>
    public static async Task HoldLockAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cluster.DirectDatabase, cancellationToken);
        await ExecuteAsync(connection, "BEGIN; LOCK TABLE cluster_jobs IN ACCESS EXCLUSIVE MODE", cancellationToken);
        await Task.Delay(fault.Hold, cancellationToken);
    }

    /// <summary>Postgres cannot store one byte more. Where it ends over that it is started again once there is space, as an operator would.</summary>
    public static async Task FillDiskAsync(ChaosCluster cluster, PlannedFault fault, CancellationToken cancellationToken)
    {
        cluster.Postgres.MayEnd();
        try
        {
            await cluster.FillDiskAsync(cancellationToken);
            await Eventually.IsAsync(token => IsFullAsync(cluster, token), FullPatience, "A full disk", cancellationToken);
            await Task.Delay(fault.Hold, cancellationToken);
        }
        finally
        {
            await cluster.FreeDiskAsync(CancellationToken.None);
            if (!await cluster.Postgres.RecoversAsync(CancellationToken.None))
                await cluster.Postgres.StartAsync(CancellationToken.None);
            cluster.Postgres.MayNotEnd();
        }
    }

    private static async Task<bool> IsFullAsync(ChaosCluster cluster, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(cluster.DirectDatabase, cancellationToken);
            await ExecuteAsync(connection, Spill, cancellationToken);
            await ExecuteAsync(connection, "DROP TABLE chaos_spill", cancellationToken);
            return false;
        }
        catch (NpgsqlException exception)
        {
            // Or it ended over its log, which is more than full.
            return exception.SqlState == PostgresErrorCodes.DiskFull || exception is not PostgresException || exception.SqlState == PostgresErrorCodes.CannotConnectNow;
        }
    }

    private static async Task TakeAllAsync(List<NpgsqlConnection> taken, string connectionString, CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = new NpgsqlConnection(connectionString);
            try
            {
                await connection.OpenAsync(cancellationToken);
                taken.Add(connection);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                await connection.DisposeAsync();
                return;
            }
        }
    }

    private static Task TerminateAsync(NpgsqlConnection connection, PlannedFault fault, double share, CancellationToken cancellationToken) => Eventually.IsAsync(async token =>
    {
        var sessions = await ListSessionsAsync(connection, token);
        new Random(fault.Dice).Shuffle(sessions);
        await using var command = new NpgsqlCommand(Terminate, connection);
        command.Parameters.AddWithValue("pids", sessions[..(int)Math.Ceiling(share * sessions.Length)]);
        return (long)(await command.ExecuteScalarAsync(token))! > 0;
    }, SessionPatience, "A session to end", cancellationToken);

    private static async Task<int[]> ListSessionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ListSessions, connection);
        command.Parameters.AddWithValue("role", PostgresServer.Role);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sessions = new List<int>();
        while (await reader.ReadAsync(cancellationToken))
            sessions.Add(reader.GetInt32(0));
        return [.. sessions];
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
