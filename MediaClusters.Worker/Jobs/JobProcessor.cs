using System.Diagnostics;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Jobs;

/// <summary>Carries out one attempt: photos in, a version out, or the news why not.</summary>
internal sealed class JobProcessor(
    IJobQueue queue,
    PetPhotos photos,
    IClusterStore clusters,
    IPetClusterer clusterer,
    ResultTargets targets,
    PreviousVersions previousVersions,
    ClusteringThreads threads,
    WorkerTelemetry telemetry,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<JobProcessor> logger)
{
    // The job's own token is spent by then; a failure that takes longer to record is left to the lease.
    private static readonly TimeSpan FailTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FailRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>Never throws: whatever happens is an outcome.</summary>
    public async Task<JobOutcome> ProcessAsync(RunningJob running)
    {
        var job = running.Job;
        var started = time.GetTimestamp();
        using var activity = telemetry.StartJob(job);

        JobOutcome outcome;
        try
        {
            outcome = await ClusterAsync(running, activity);
        }
        catch (Exception) when (running.Interruption != Interruption.None)
        {
            outcome = Interrupted(running);
        }
        catch (Exception exception)
        {
            outcome = await FailAsync(running, exception, activity);
        }

        if (outcome == JobOutcome.Lost)
            logger.LeaseLost(job.PetId, job.Id);

        var elapsed = time.GetElapsedTime(started);
        telemetry.JobEnded(activity, job, outcome, elapsed);
        logger.JobEnded(job.PetId, job.Id, job.Attempt, outcome.Tag(), (long)elapsed.TotalMilliseconds);
        return outcome;
    }

    private async Task<JobOutcome> ClusterAsync(RunningJob running, Activity? activity)
    {
        var (job, cancellationToken) = (running.Job, running.Token);
        using var loaded = await photos.LoadAsync(running);

        var (selection, head, _) = loaded.Pet;
        if (selection.LeftOut > 0)
            logger.PhotosLeftOut(job.PetId, selection.LeftOut, selection.Count + selection.LeftOut, selection.Model!);
        activity?.SetTag("mediaclusters.photos", selection.Count);

        if (HasTooFew(selection, job) && head is null && !await targets.HasStateAsync(job.PetId))
            return await SnoozeAsync(running);

        // What the stub found stays until there are photos to find better from.
        if (selection.Photos.Count == 0 && head is null or { IsImported: true } && !await targets.HasUnpersistedAsync(job.PetId))
            return await CompleteAsync(running, head?.Version, JobOutcome.Unchanged, keepState: null);

        var inputHash = InputHash.Compute(clusterer.Algorithm, clusterer.Parameters, selection.Photos);
        var target = await targets.ChooseAsync(job.PetId, cancellationToken);
        if (target.Persists && !job.Force && head is not null && inputHash.AsSpan().SequenceEqual(head.InputHash))
        {
            // A result that is in the state alone would hide the version that is right again.
            var writesState = target.KeepsState || await targets.HasUnpersistedAsync(job.PetId);
            var newest = writesState ? await targets.ReadAsync(job, head, cancellationToken) : null;
            return await CompleteAsync(
                running, head.Version, JobOutcome.Unchanged, newest is null ? null : (_, _) => targets.StoreAsync(job, newest, selection.Photos));
        }

        // No photos but a version: an empty one takes its place, or deleted photos would be served for ever.
        var previous = await previousVersions.FindAsync(job, head, selection.Model);
        var result = await threads.ClusterAsync([.. selection.Photos.Select(photo => photo.Photo)], previous, cancellationToken);
        if (!running.TrySettle())
            return Interrupted(running);

        var outcome = await WriteAsync(running, result, loaded.Pet, inputHash, target, activity);
        if (outcome == JobOutcome.Succeeded)
            telemetry.ResultWritten(activity, result);
        return outcome;
    }

    private async Task<JobOutcome> WriteAsync(
        RunningJob running, ClusteringResult result, PetInput pet, byte[] inputHash, ResultTarget target, Activity? activity)
    {
        var job = running.Job;
        if (!target.Persists)
        {
            // The head as it is by then: a version imported or restored meanwhile is not newer than this result.
            return await CompleteAsync(running, version: null, JobOutcome.Succeeded, (newest, _) => targets.StoreAsync(
                job, new(job.PetId, result, inputHash, job.ClaimedAt, newest, IsPersisted: false), pet.Photos.Photos));
        }

        Task KeepStateAsync(PersistedVersion version, CancellationToken _)
            => targets.StoreAsync(job, new(job.PetId, result, inputHash, version.CreatedAt, version.Version, IsPersisted: true), pet.Photos.Photos);
        var input = new VersionInput(inputHash, pet.Photos.Model, clusterer.Parameters);
        var persisted = await clusters.PersistAsync(job, pet.Next, result, input, target.KeepsState ? KeepStateAsync : null, running.Token);
        activity?.SetTag("mediaclusters.version", persisted?.Version);
        return persisted is null ? JobOutcome.Lost : JobOutcome.Succeeded;
    }

    private async Task<JobOutcome> CompleteAsync(RunningJob running, long? version, JobOutcome outcome, Func<long, CancellationToken, Task>? keepState)
    {
        if (!running.TrySettle())
            return Interrupted(running);

        return await queue.CompleteAsync(running.Job, version, keepState, running.Token) ? outcome : JobOutcome.Lost;
    }

    // Who forces a version of some photos does not want to wait for more of them.
    private bool HasTooFew(PhotoSelection selection, ClaimedJob job) =>
        job.SnoozesLeft > 0 && selection.Count < options.Value.MinPhotos && !(job.Force && selection.Count > 0);

    private async Task<JobOutcome> SnoozeAsync(RunningJob running)
    {
        if (!running.TrySettle())
            return Interrupted(running);

        return await queue.SnoozeAsync(running.Job, running.Token) switch
        {
            null => JobOutcome.Lost,
            ClusterJobStatus.Failed => JobOutcome.Failed,
            _ => JobOutcome.Snoozed,
        };
    }

    private async Task<JobOutcome> FailAsync(RunningJob running, Exception exception, Activity? activity)
    {
        var job = running.Job;
        if (exception is OperationCanceledException && running.Token.IsCancellationRequested)
            exception = new TimeoutException("The attempt took longer than a job may.", exception);

        activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
        activity?.AddException(exception);
        logger.JobFailed(exception, job.PetId, job.Id, job.Attempt);
        if (!running.TrySettle())
            return Interrupted(running);

        try
        {
            using var timeout = new CancellationTokenSource(FailTimeout, time);
            return await RecordAsync(job, exception, timeout.Token) switch
            {
                null => JobOutcome.Lost,
                ClusterJobStatus.Failed => JobOutcome.Failed,
                _ => JobOutcome.Retried,
            };
        }
        catch (Exception second)
        {
            logger.FailureNotRecorded(second, job.PetId, job.Id);
            return JobOutcome.Lost;
        }
    }

    /// <summary>What ended the attempt often ends the first try to say so as well; unsaid, the job would wait for its lease to run out.</summary>
    private async Task<ClusterJobStatus?> RecordAsync(ClaimedJob job, Exception exception, CancellationToken cancellationToken)
    {
        for (var wait = FailRetry; ; wait *= 2)
        {
            try
            {
                return await queue.FailAsync(job, JobError.Describe(exception), exception is UnclusterableInputException, cancellationToken);
            }
            catch (Exception second) when (Faults.IsExternal(second) && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }

    private static JobOutcome Interrupted(RunningJob running) =>
        running.Interruption == Interruption.Stopping ? JobOutcome.HandedBack : JobOutcome.Lost;
}
