namespace MediaClusters.Persistence.Backfill;

/// <summary>Finds the pets whose newest version is missing or outdated, and how far the queue has got with them.</summary>
public interface IPetBacklog
{
    /// <summary>All pets there are.</summary>
    Task<long> CountPetsAsync(CancellationToken cancellationToken);

    /// <summary>The next pets by id behind <paramref name="after"/>, at most <paramref name="count"/>, judged.</summary>
    Task<IReadOnlyList<JudgedPet>> NextAsync(Guid after, int count, string algorithm, CancellationToken cancellationToken);

    /// <summary>Background jobs (of a priority below 0) by where they stand.</summary>
    Task<BackgroundJobs> CountBackgroundJobsAsync(CancellationToken cancellationToken);

    /// <summary>How the jobs of a run stand: those created with the metadata <paramref name="tag"/> since <paramref name="since"/>, and <paramref name="joined"/>.</summary>
    Task<RunOutcome> GetOutcomeAsync(string tag, DateTimeOffset since, IReadOnlyCollection<Guid> joined, CancellationToken cancellationToken);

    /// <summary>The first of those that failed.</summary>
    Task<IReadOnlyList<FailedJob>> ListFailedAsync(string tag, DateTimeOffset since, IReadOnlyCollection<Guid> joined, int limit, CancellationToken cancellationToken);

    /// <summary>Who holds the maintenance task, and until when; null when nobody does.</summary>
    Task<TaskHolder?> FindHolderAsync(string task, CancellationToken cancellationToken);
}

/// <summary>Whether a pet's newest version is what its photos would give today.</summary>
public enum PetState
{
    UpToDate,

    /// <summary>There is nothing to cluster.</summary>
    WithoutPhotos,

    /// <summary>No version, or one of another algorithm or embedding model.</summary>
    Outdated,
}

public sealed record JudgedPet(Guid PetId, PetState State);

public sealed record BackgroundJobs(long Queued, long Processing);

public sealed record RunOutcome(long Unfinished, long Succeeded, long Failed);

public sealed record FailedJob(Guid JobId, Guid PetId, string? Error);

public sealed record TaskHolder(string Holder, DateTimeOffset LeaseExpiresAt);
