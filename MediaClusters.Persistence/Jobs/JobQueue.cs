using System.Security.Cryptography;
using System.Text.Json;
using MediaClusters.Persistence.Schema;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Jobs;

internal sealed class JobQueue(
    NpgsqlDataSource dataSource,
    IOptions<JobQueueOptions> options,
    TimeProvider timeProvider,
    Random random,
    QueueFloors floors,
    JobClaims claims,
    QueueStatsReader stats) : IJobQueue
{
    // How long a stopping worker's last writes are waited for, and how often they are asked after.
    private static readonly TimeSpan HandBackPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HandBackPause = TimeSpan.FromMilliseconds(100);

    private readonly JobQueueOptions _options = options.Value;

    public async Task<EnqueueResult> EnqueueAsync(EnqueueRequest request, CancellationToken cancellationToken)
    {
        // One round trip: the statements of a batch are one implicit transaction, each with its own
        // snapshot, so the last one sees all that was committed before the locks were granted.
        await using var batch = dataSource.CreateBatch();
        if (request.IdempotencyKey is { } key)
            batch.Add(JobSql.LockKey, ("key", key));
        batch.Add(JobSql.LockPet, ("pet", request.PetId));
        batch.Add(
            JobSql.Enqueue,
            ("id", Guid.CreateVersion7(timeProvider.GetUtcNow())),
            ("pet", request.PetId),
            ("priority", (short)request.Priority),
            ("force", request.Force),
            ("max_attempts", _options.MaxAttempts),
            ("window", _options.IdempotencyWindow),
            ("request_hash", HashOf(request)))
            .With("key", NpgsqlDbType.Text, request.IdempotencyKey)
            .With("reason", NpgsqlDbType.Text, request.Reason)
            .With("trace_parent", NpgsqlDbType.Text, request.TraceParent)
            .With("metadata", NpgsqlDbType.Jsonb, request.Metadata);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (var statement = 1; statement < batch.BatchCommands.Count; statement++)
            await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var result = new EnqueueResult(
            reader.GetGuid(0),
            Status(reader.GetString(1)),
            reader.GetString(2) switch
            {
                "created" => EnqueueDisposition.Created,
                "joined" => EnqueueDisposition.Joined,
                "rerun" => EnqueueDisposition.RerunRequested,
                "replayed" => EnqueueDisposition.Replayed,
                _ => EnqueueDisposition.KeyReused,
            });
        PersistenceTelemetry.JobEnqueued(result.Disposition);
        return result;
    }

    public Task<IReadOnlyList<ClaimedJob>> ClaimAsync(string workerId, int count, CancellationToken cancellationToken)
        => claims.ClaimAsync(workerId, count, cancellationToken);

    public async Task<IReadOnlySet<Guid>> RenewAsync(IReadOnlyCollection<ClaimedJob> jobs, CancellationToken cancellationToken)
    {
        var renewed = new HashSet<Guid>();
        foreach (var ofWorker in jobs.GroupBy(job => job.WorkerId, StringComparer.Ordinal))
        {
            await using var command = dataSource.CreateCommand(JobSql.Renew);
            command.With(Held(ofWorker)).With(("worker", ofWorker.Key), ("lease", _options.Lease));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                renewed.Add(reader.GetGuid(0));
        }

        return renewed;
    }

    public async Task<bool> CompleteAsync(
        ClaimedJob job, long? resultVersion, Func<long, CancellationToken, Task>? beforeCommit, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);

        // A statement that is its own commit cannot be called back: that it was cancelled would say nothing of what became of the job.
        if (beforeCommit is null)
            return await CompleteAsync(connection, job, resultVersion, CancellationToken.None);

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await CompleteAsync(connection, job, resultVersion, cancellationToken))
            return false;
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(SessionSql.BoundIdleTime);
        batch.Add(JobSql.FindNewestVersion, ("pet", job.PetId));
        await beforeCommit((long?)await batch.ExecuteScalarAsync(cancellationToken) ?? 0, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private async Task<bool> CompleteAsync(NpgsqlConnection connection, ClaimedJob job, long? resultVersion, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Fencing.Of(JobSql.Complete), connection);
        command.With(Fence(job)).With(("max_attempts", _options.MaxAttempts)).With("version", NpgsqlDbType.Bigint, resultVersion);
        return Fenced(await command.ExecuteScalarAsync(cancellationToken)) is not null;
    }

    public async Task<ClusterJobStatus?> FailAsync(ClaimedJob job, string error, bool permanent, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Fencing.Of(JobSql.Fail));
        command.With(Fence(job)).With(
            ("max_attempts", _options.MaxAttempts),
            ("error", error.Replace('\0', ' ')),
            ("permanent", permanent),
            ("delay", NextDelay(job)));
        return Fenced(await command.ExecuteScalarAsync(cancellationToken));
    }

    public async Task<ClusterJobStatus?> SnoozeAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(JobSql.Snooze, connection);
        command.With(Fence(job)).With(("max_attempts", _options.MaxAttempts), ("delay", _options.SnoozeDelay));
        return Fenced(await command.ExecuteScalarAsync(CancellationToken.None));
    }

    public async Task<int> HandBackAsync(IReadOnlyCollection<ClaimedJob> jobs, CancellationToken cancellationToken)
    {
        var handedBack = 0;
        foreach (var ofWorker in jobs.GroupBy(job => job.WorkerId, StringComparer.Ordinal))
            handedBack += await HandBackAsync(ofWorker.Key, [.. ofWorker], cancellationToken);
        return handedBack;
    }

    private async Task<int> HandBackAsync(string workerId, ClaimedJob[] jobs, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        var handedBack = 0;
        while (true)
        {
            var left = new HashSet<Guid>();
            await using (var command = dataSource.CreateCommand(JobSql.HandBack))
            {
                command.With(Held(jobs)).With(("worker", workerId), ("max_attempts", _options.MaxAttempts));
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    if (reader.GetBoolean(2))
                        handedBack++;
                    else
                        left.Add(reader.GetGuid(0));
                }
            }

            if (left.Count == 0 || timeProvider.GetElapsedTime(began) >= HandBackPatience)
                return handedBack;
            jobs = Array.FindAll(jobs, job => left.Contains(job.Id));
            await Task.Delay(HandBackPause, timeProvider, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<ReapedJob>> ReapExpiredAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(JobSql.ReapExpired);
        command.With(
            ("max_attempts", _options.MaxAttempts),
            ("base", _options.RetryBaseDelay),
            ("longest", _options.RetryMaxDelay),
            ("leases", floors.Current.LeaseFloor),
            ("limit", limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var reaped = new List<ReapedJob>();
        while (await reader.ReadAsync(cancellationToken))
            reaped.Add(new ReapedJob(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetInt32(3), Status(reader.GetString(4))));
        return reaped;
    }

    public Task<QueueStats> GetStatsAsync(CancellationToken cancellationToken) => stats.ReadAsync(cancellationToken);

    // Random is not safe for threads, and several jobs may fail at once.
    private TimeSpan NextDelay(ClaimedJob job)
    {
        // Waits grow within the round only.
        lock (random)
            return RetryDelay.After(_options.AttemptOfRound(job.Attempt, job.MaxAttempts), _options, random);
    }

    internal static (string Name, object Value)[] Fence(ClaimedJob job)
        => [("id", job.Id), ("attempt", job.Attempt), ("worker", job.WorkerId)];

    internal static ClusterJobStatus Status(string label) => label switch
    {
        "queued" => ClusterJobStatus.Queued,
        "processing" => ClusterJobStatus.Processing,
        "succeeded" => ClusterJobStatus.Succeeded,
        "failed" => ClusterJobStatus.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "No such job status."),
    };

    private static ClusterJobStatus? Fenced(object? status)
    {
        if (status is string label)
            return Status(label);
        PersistenceTelemetry.WriteFenced();
        return null;
    }

    private static (string Name, object Value)[] Held(IEnumerable<ClaimedJob> jobs)
    {
        var held = jobs.ToArray();
        return [("ids", held.Select(job => job.Id).ToArray()), ("attempts", held.Select(job => job.Attempt).ToArray())];
    }

    private static byte[] HashOf(EnqueueRequest request) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new object?[] { request.PetId, request.Reason, request.Force, request.Priority, request.Metadata }));
}
