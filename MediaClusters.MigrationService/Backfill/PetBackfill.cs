using MediaClusters.Clustering;
using MediaClusters.MigrationService.Progress;
using MediaClusters.Persistence.Backfill;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Maintenance;

namespace MediaClusters.MigrationService.Backfill;

/// <summary>
/// Walks the pets by id and enqueues those whose newest version is missing or outdated. What was dealt with is
/// remembered after it was enqueued: a run that dies in between enqueues those pets again, which joins their jobs.
/// </summary>
internal sealed class PetBackfill(
    BackfillArguments arguments,
    IPetClusterer clusterer,
    IPetBacklog backlog,
    IBulkEnqueue queue,
    QueueRoom room,
    TaskLease lease,
    IMaintenanceTasks tasks,
    JobsWait wait,
    IProgressDisplay display,
    TimeProvider time,
    ILogger<PetBackfill> logger) : IBackfillWork
{
    public const string TaskName = "backfill";

    private const int PageSize = IBulkEnqueue.MaxPets;

    private readonly List<Guid> _joined = [];

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var progress = New();
        if (arguments.DryRun)
            progress = await WalkAsync(progress, save: null, cancellationToken);
        else
            await lease.RunAsync(TaskName, async (run, token) => progress = await GoOnAsync(run, progress, token), cancellationToken);

        logger.BackfillDone(
            arguments.DryRun ? "Dry run done" : "Done",
            progress.Looked, progress.Enqueued, progress.Joined, progress.UpToDate, progress.WithoutPhotos);
        return arguments.Wait ? await wait.RunAsync(progress, _joined, cancellationToken) : ExitCodes.Done;
    }

    private async Task<BackfillProgress> GoOnAsync(MaintenanceRun run, BackfillProgress fresh, CancellationToken cancellationToken)
    {
        var earlier = arguments.Restart ? null : BackfillProgress.Read(run.Progress);
        if (earlier is not null && string.Equals(earlier.Algorithm, fresh.Algorithm, StringComparison.Ordinal))
        {
            logger.BackfillGoesOn(earlier.After, earlier.Looked);
            fresh = earlier;
        }

        return await WalkAsync(fresh, SaveAsync, cancellationToken);

        async Task SaveAsync(BackfillProgress progress)
        {
            // What was enqueued is remembered even when the signal to stop came meanwhile.
            if (!await tasks.SaveProgressAsync(run, progress.ToJson(), CancellationToken.None))
                throw new BackfillStoppedException("another process took over; this one may have been paused. Nothing is lost.");
        }
    }

    private async Task<BackfillProgress> WalkAsync(BackfillProgress progress, Func<BackfillProgress, Task>? save, CancellationToken cancellationToken)
    {
        var total = await backlog.CountPetsAsync(cancellationToken);
        await display.ShowAsync("Pets", async report =>
        {
            report.Report(progress.Show(total, left: 0));
            while (await backlog.NextAsync(progress.After, PageSize, progress.Algorithm, cancellationToken) is { Count: > 0 } page)
            {
                for (var first = 0; first < page.Count;)
                {
                    var (part, left) = await TakeAsync(page, first, waiting => report.Report(progress.Show(total, waiting)), cancellationToken);
                    progress = await DealWithAsync(progress, part, cancellationToken);
                    first += part.Count;
                    if (save is not null)
                        await save(progress);
                    report.Report(progress.Show(total, left));
                }
            }
        });
        return progress;
    }

    /// <summary>The next pets of the page, with no more that need a job than there is room for.</summary>
    private async Task<(List<JudgedPet> Part, long Left)> TakeAsync(
        IReadOnlyList<JudgedPet> page, int first, Action<long> onWait, CancellationToken cancellationToken)
    {
        var rest = page.Skip(first).ToList();
        if (arguments.DryRun || rest.TrueForAll(pet => pet.State != PetState.Outdated))
            return (rest, 0);

        var (free, left) = await room.WaitAsync(arguments.MaxQueued, onWait, cancellationToken);
        var part = new List<JudgedPet>(rest.Count);
        foreach (var pet in rest)
        {
            if (pet.State == PetState.Outdated && free-- == 0)
                break;
            part.Add(pet);
        }

        return (part, left + part.Count(pet => pet.State == PetState.Outdated));
    }

    private async Task<BackfillProgress> DealWithAsync(BackfillProgress progress, List<JudgedPet> part, CancellationToken cancellationToken)
    {
        var outdated = part.Where(pet => pet.State == PetState.Outdated).Select(pet => pet.PetId).ToArray();
        var joined = 0;
        if (!arguments.DryRun)
        {
            var served = await queue.EnqueueAsync(outdated, arguments.Reason, progress.Tag, cancellationToken);
            var others = served.Where(job => job.Disposition != EnqueueDisposition.Created).Select(job => job.JobId).ToArray();
            joined = others.Length;
            if (arguments.Wait)
                _joined.AddRange(others);
        }

        return progress with
        {
            After = part[^1].PetId,
            Looked = progress.Looked + part.Count,
            Enqueued = progress.Enqueued + outdated.Length - joined,
            Joined = progress.Joined + joined,
            UpToDate = progress.UpToDate + part.Count(pet => pet.State == PetState.UpToDate),
            WithoutPhotos = progress.WithoutPhotos + part.Count(pet => pet.State == PetState.WithoutPhotos),
        };
    }

    private BackfillProgress New() => new(Guid.CreateVersion7(time.GetUtcNow()), clusterer.Algorithm) { StartedAt = time.GetUtcNow() };
}
