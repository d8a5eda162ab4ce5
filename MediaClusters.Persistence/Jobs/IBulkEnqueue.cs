namespace MediaClusters.Persistence.Jobs;

/// <summary>Enqueues background jobs of lowest priority for many pets at once, by the rules of <see cref="IJobQueue.EnqueueAsync"/>.</summary>
public interface IBulkEnqueue
{
    /// <summary>The most pets one call takes: each costs a lock of the database's until the call ends.</summary>
    const int MaxPets = 500;

    /// <param name="petIds">Distinct pets, at most <see cref="MaxPets"/>.</param>
    /// <param name="reason">Why, for the audit; at most 200 characters.</param>
    /// <param name="metadata">A JSON object kept with the jobs that are new, or null.</param>
    /// <param name="cancellationToken">Leaves nothing enqueued, or all of it.</param>
    /// <returns>The jobs that serve the pets, in no promised order.</returns>
    Task<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyCollection<Guid> petIds, string reason, string? metadata, CancellationToken cancellationToken);
}
