namespace MediaClusters.Persistence.Maintenance;

/// <summary>
/// Work that one process does at a time, and that the next one goes on with when it dies. The holder's lease is
/// judged by the database's clock; every call of a holder is refused once the lease ran out or was taken over.
/// </summary>
public interface IMaintenanceTasks
{
    /// <summary>
    /// Takes the task unless somebody else holds it. A run that was released or whose holder died is gone on with,
    /// from its progress; after a completed one a new run begins, with none.
    /// </summary>
    /// <returns>Null when somebody else holds the task, or it was completed less than <see cref="MaintenanceClaim.Rest"/> ago.</returns>
    Task<MaintenanceRun?> AcquireAsync(MaintenanceClaim claim, CancellationToken cancellationToken);

    /// <summary>Prolongs the lease by its length from now.</summary>
    /// <returns>False when the lease is lost: the work has to stop.</returns>
    Task<bool> RenewAsync(MaintenanceRun run, CancellationToken cancellationToken);

    /// <summary>Remembers how far the run has come, a JSON object, and prolongs the lease.</summary>
    /// <returns>False when the lease is lost: the work has to stop, and nothing was remembered.</returns>
    Task<bool> SaveProgressAsync(MaintenanceRun run, string progress, CancellationToken cancellationToken);

    /// <summary>Ends the run as done. Its progress stays to be looked at until the next run begins.</summary>
    /// <returns>False when the lease is lost.</returns>
    Task<bool> CompleteAsync(MaintenanceRun run, CancellationToken cancellationToken);

    /// <summary>Lets go of a run that is not done: whoever takes the task next goes on with it.</summary>
    /// <returns>False when the lease is lost.</returns>
    Task<bool> ReleaseAsync(MaintenanceRun run, CancellationToken cancellationToken);

    /// <summary>When the task was last completed, by whomever; null when never.</summary>
    Task<DateTimeOffset?> FindCompletedAsync(string name, CancellationToken cancellationToken);
}

/// <param name="Name">The task's; one run of it at a time.</param>
/// <param name="Holder">Names this incarnation of the process, and must never come back.</param>
/// <param name="Lease">How long the task is held without renewal.</param>
/// <param name="Rest">How long a completed task rests before a new run of it may begin; an unfinished run does not.</param>
public sealed record MaintenanceClaim(string Name, string Holder, TimeSpan Lease, TimeSpan Rest = default);

/// <param name="Claim">What it was taken with.</param>
/// <param name="Progress">Where a predecessor stopped, a JSON object; null at the beginning.</param>
/// <param name="StartedAt">When the run began, under whichever holder.</param>
public sealed record MaintenanceRun(MaintenanceClaim Claim, string? Progress, DateTimeOffset StartedAt);
