using System.Collections.Concurrent;
using MediaClusters.Persistence.Jobs;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Jobs;

/// <summary>The attempts this worker has under way.</summary>
internal sealed class RunningJobs(IOptions<WorkerOptions> options, IOptions<JobQueueOptions> queueOptions, TimeProvider time)
{
    // A tenth of the lease covers the clocks' drift and the time an answer takes to be acted on.
    private readonly TimeSpan _usableLease = queueOptions.Value.Lease * 0.9;

    private readonly ConcurrentDictionary<(Guid Id, int Attempt), RunningJob> _jobs = new();

    public RunningJob Add(ClaimedJob job, long claimSent)
    {
        // This worker may get a job again whose earlier attempt has lost its lease and not noticed yet.
        foreach (var earlier in _jobs.Values.Where(running => running.Job.Id == job.Id))
            earlier.LoseLease();

        return _jobs[(job.Id, job.Attempt)] = new(job, claimSent, _usableLease, options.Value.JobTimeout, time);
    }

    public void Remove(RunningJob running)
    {
        _jobs.TryRemove((running.Job.Id, running.Job.Attempt), out _);
        running.Dispose();
    }

    public IReadOnlyList<RunningJob> Snapshot() => [.. _jobs.Values];
}
