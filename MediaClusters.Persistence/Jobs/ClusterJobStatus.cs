namespace MediaClusters.Persistence.Jobs;

/// <summary>Where a job stands; the enum <c>cluster_job_status</c> in the database. See docs/jobs.md for the transitions.</summary>
public enum ClusterJobStatus
{
    /// <summary>Waits for a worker, from <c>run_after</c> on.</summary>
    Queued,

    /// <summary>A worker holds its lease.</summary>
    Processing,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Given up after the last attempt, or for an input that no retry can mend.</summary>
    Failed,
}
