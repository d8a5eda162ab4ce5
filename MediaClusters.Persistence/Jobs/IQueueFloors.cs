namespace MediaClusters.Persistence.Jobs;

/// <summary>Where in the queue's index this process begins to look for jobs; docs/jobs.md says why that loses none.</summary>
public interface IQueueFloors
{
    /// <summary>
    /// Looks through the whole queue and begins again from what is there. Has to come every <see cref="JobQueueOptions.LookInterval"/>:
    /// three times as long after the last one, claims look at everything again, unless it takes longer than it may: what it could
    /// not finish no claim should begin.
    /// </summary>
    Task LookAsync(CancellationToken cancellationToken);
}
