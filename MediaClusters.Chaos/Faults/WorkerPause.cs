using MediaClusters.Chaos.Cluster;
using Npgsql;

namespace MediaClusters.Chaos.Faults;

/// <summary>
/// Freezes a worker in the middle of an attempt, and keeps on the way what it had sent, until another worker has taken the job over:
/// what the attempt writes then is late for certain.
/// </summary>
internal sealed class WorkerPause(ChaosCluster cluster, SupervisedService worker)
{
    // Whoever has a row locked is about to write it: the statement has arrived, so that a pause would not keep it.
    private const string Find = """
        SELECT id, attempts FROM cluster_jobs
        WHERE status = 'processing' AND worker_id LIKE @worker AND lease_expires_at > clock_timestamp() + interval '1 second'
        ORDER BY started_at DESC
        LIMIT 1
        FOR UPDATE SKIP LOCKED
        """;

    private const string IsHeld = "SELECT 1 FROM cluster_jobs WHERE id = @id AND attempts = @attempt AND status = 'processing' FOR UPDATE SKIP LOCKED";

    private const string IsTakenOver = "SELECT 1 FROM cluster_jobs WHERE id = @id AND (attempts > @attempt OR status IN ('succeeded', 'failed'))";

    /// <summary>Where locks are held for long that is another fault, and no reason to wait.</summary>
    private const string BriefLocks = ";Options=-c lock_timeout=1000";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    // What Postgres has got by then it has also answered.
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(100);

    // A worker that another fault has just disturbed may have no job for a while.
    private static readonly TimeSpan CatchPatience = TimeSpan.FromSeconds(30);

    // The lease, the reaper, the wait before a retry, and a claim.
    private static readonly TimeSpan TakeOverPatience = TimeSpan.FromSeconds(5);

    /// <param name="hold">For how long it is frozen at least.</param>
    /// <param name="isWriting">Whether the attempt goes on up to its next word to Postgres, mostly its write, before it is frozen.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="TimeoutException">The worker never had a job in hand.</exception>
    public async Task RunAsync(TimeSpan hold, bool isWriting, CancellationToken cancellationToken)
    {
        try
        {
            Attempt? caught = null;
            await Eventually.IsAsync(async token => (caught = await CatchAsync(isWriting, token)) is not null, CatchPatience, $"An attempt of {worker.Name}'s to pause", Look, cancellationToken);
            await Task.Delay(hold, cancellationToken);
            await UntilTakenOverAsync(caught!, cancellationToken);
        }
        finally
        {
            Release();
        }
    }

    private async Task<Attempt?> CatchAsync(bool isWriting, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(cluster.DirectDatabase + BriefLocks);
            await connection.OpenAsync(cancellationToken);
            if (await FindAsync(connection, cancellationToken) is not { } attempt)
                return null;

            worker.Postgres.Stall(Traffic.Requests);
            if (!isWriting)
                worker.Pause();
            await Task.Delay(OnTheWay, cancellationToken);
            worker.Pause();
            if (await HoldsAsync(IsHeld, attempt, connection, cancellationToken))
                return attempt;
        }
        catch (NpgsqlException)
        {
            // Postgres is busy with another fault.
        }

        Release();
        return null;
    }

    /// <summary>In this order: what had been sent arrives while its sender still sleeps.</summary>
    private void Release()
    {
        worker.Postgres.Resume();
        worker.Continue();
    }

    private async Task UntilTakenOverAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(cluster.DirectDatabase + BriefLocks);
            await connection.OpenAsync(cancellationToken);
            await Eventually.IsAsync(token => HoldsAsync(IsTakenOver, attempt, connection, token), TakeOverPatience, "", cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or NpgsqlException)
        {
            // The others are disturbed as well, or the job is gone. The lease has run out all the same, and whether others should have had the job is the checks' to say.
        }
    }

    private async Task<Attempt?> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Find, connection);
        command.Parameters.AddWithValue("worker", $"%-{worker.Id}-%");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetGuid(0), reader.GetInt32(1)) : null;
    }

    private static async Task<bool> HoldsAsync(string sql, Attempt attempt, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("id", attempt.JobId);
        command.Parameters.AddWithValue("attempt", attempt.Number);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private sealed record Attempt(Guid JobId, int Number);
}
