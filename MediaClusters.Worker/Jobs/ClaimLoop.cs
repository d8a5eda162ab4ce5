using MediaClusters.Persistence.Jobs;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Jobs;

/// <summary>Claims as many jobs as can start now, starts them, and sees to them when the worker stops.</summary>
internal sealed class ClaimLoop(
    IJobQueue queue,
    IJobSignal signal,
    RunningJobs jobs,
    JobProcessor processor,
    JobDrain drain,
    WorkerIdentity identity,
    IOptions<WorkerOptions> options,
    LoopContext context,
    ILogger<ClaimLoop> logger) : WorkerLoop(context, logger)
{
    // A claim that is given up in flight may have been made all the same, and would cost the job an attempt.
    private static readonly TimeSpan ClaimGrace = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        Logger.WorkerStarted(identity.Id, options.Value.Concurrency);
        try
        {
            while (true)
                await ClaimAndStartAsync(stoppingToken);
        }
        finally
        {
            await drain.DrainAsync();
        }
    }

    private async Task ClaimAndStartAsync(CancellationToken stoppingToken)
    {
        await _slots.WaitAsync(stoppingToken);
        var free = 1;
        while (_slots.Wait(TimeSpan.Zero, CancellationToken.None))
            free++;

        var started = 0;
        TimeSpan? backoff = null;
        try
        {
            var sent = Time.GetTimestamp();
            foreach (var job in await ClaimAsync(free, stoppingToken))
            {
                Start(jobs.Add(job, sent));
                started++;
            }

            Succeeded();
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested && Faults.IsExternal(exception))
        {
            backoff = Failed(exception);
        }
        finally
        {
            if (free > started)
                _slots.Release(free - started);
        }

        if (backoff is { } wait)
            await Task.Delay(wait, Time, stoppingToken);
        else if (started < free)
            await signal.WaitAsync(Jitter.Around(options.Value.PollInterval), stoppingToken);
    }

    private async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int count, CancellationToken stoppingToken)
    {
        using var giveUp = new CancellationTokenSource(BriefLimit, Time);
        await using var stopping = stoppingToken.Register(() => giveUp.CancelAfter(ClaimGrace));
        return await queue.ClaimAsync(identity.Id, count, giveUp.Token);
    }

    private void Start(RunningJob running) => running.Completion = Task.Run(async () =>
    {
        try
        {
            return await processor.ProcessAsync(running);
        }
        finally
        {
            jobs.Remove(running);
            _slots.Release();
        }
    });
}
