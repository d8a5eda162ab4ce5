namespace MediaClusters.Persistence.Maintenance;

/// <summary>Removes old versions, finished jobs and spent idempotency keys, a batch at a time.</summary>
public interface IRetention
{
    /// <summary>
    /// Removes the next batch in one short transaction, together with the run's progress: what was counted was removed,
    /// and the other way round. Its size is a number of rows; a version counts with all of its own and is never split.
    /// </summary>
    /// <returns>The progress after it, or null when <paramref name="run"/> has lost its lease and nothing was removed.</returns>
    Task<RetentionProgress?> RemoveBatchAsync(MaintenanceRun run, RetentionProgress progress, int size, CancellationToken cancellationToken);
}
