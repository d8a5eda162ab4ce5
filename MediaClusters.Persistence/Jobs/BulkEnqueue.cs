using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Jobs;

internal sealed class BulkEnqueue(
    NpgsqlDataSource dataSource,
    IJobQueue queue,
    IOptions<JobQueueOptions> options,
    TimeProvider time) : IBulkEnqueue
{
    /// <summary>The least the schema allows.</summary>
    public const short LowestPriority = -100;

    public async Task<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyCollection<Guid> petIds, string reason, string? metadata, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(petIds.Count, IBulkEnqueue.MaxPets, nameof(petIds));
        if (petIds.Count == 0)
            return [];

        var results = new List<EnqueueResult>(petIds.Count);
        var processing = new List<Guid>();
        await foreach (var (petId, result) in EnqueueAsync([.. petIds], reason, metadata, cancellationToken))
        {
            if (result.Status == ClusterJobStatus.Processing)
            {
                processing.Add(petId);
                continue;
            }

            PersistenceTelemetry.JobEnqueued(result.Disposition);
            results.Add(result);
        }

        // As many as workers have slots, at most.
        foreach (var petId in processing)
            results.Add(await queue.EnqueueAsync(new(petId, reason, Priority: LowestPriority, Metadata: metadata), cancellationToken));
        return results;
    }

    private async IAsyncEnumerable<(Guid PetId, EnqueueResult Result)> EnqueueAsync(
        Guid[] petIds, string reason, string? metadata, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.Add(JobSql.LockPets, ("pets", petIds));
        batch.Add(
            JobSql.EnqueueMany,
            ("pets", petIds),
            ("ids", Array.ConvertAll(petIds, _ => Guid.CreateVersion7(time.GetUtcNow()))),
            ("priority", LowestPriority),
            ("max_attempts", options.Value.MaxAttempts),
            ("reason", reason))
            .With("metadata", NpgsqlDbType.Jsonb, metadata);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return (reader.GetGuid(0), reader.GetString(2) switch
            {
                "created" => new(reader.GetGuid(1), ClusterJobStatus.Queued, EnqueueDisposition.Created),
                "queued" => new(reader.GetGuid(1), ClusterJobStatus.Queued, EnqueueDisposition.Joined),
                _ => new(reader.GetGuid(1), ClusterJobStatus.Processing, EnqueueDisposition.RerunRequested),
            });
        }
    }
}
