namespace MediaClusters.Worker.Loops;

/// <summary>
/// A loop that lives as long as the process. Faults from outside are retried with growing waits and logged once a
/// change of state; anything else is a bug: the loop dies, the host stops and the exit code says so.
/// </summary>
internal abstract class WorkerLoop(LoopContext context, ILogger logger) : BackgroundService
{
    /// <summary>For statements that take milliseconds. On a connection that leads nowhere they would wait for as long as any statement may take.</summary>
    protected static readonly TimeSpan BriefLimit = TimeSpan.FromSeconds(4);

    private int _failures;

    protected string Name => GetType().Name;

    protected TimeProvider Time => context.Time;

    protected Jitter Jitter => context.Jitter;

    protected ILogger Logger => logger;

    protected abstract Task RunAsync(CancellationToken stoppingToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (Exception exception) when (stoppingToken.IsCancellationRequested && Faults.IsExternal(exception))
        {
            // The stop itself, or a database that goes at the same time: there is nothing left to try again for.
        }
        catch (Exception exception)
        {
            context.Health.Died(Name, exception);
            logger.LoopDied(exception, Name);
            throw;
        }
    }

    protected void Succeeded()
    {
        if (_failures == 0)
            return;

        logger.LoopRecovered(Name, _failures);
        context.Health.Working(Name);
        _failures = 0;
    }

    /// <returns>How long to wait before the next try.</returns>
    protected TimeSpan Failed(Exception exception)
    {
        if (++_failures == 1)
        {
            logger.LoopFailing(Name, exception.Message);
            context.Health.Failing(Name, exception);
        }

        return Jitter.Backoff(_failures);
    }
}

/// <summary>What every loop needs.</summary>
internal sealed record LoopContext(TimeProvider Time, Jitter Jitter, LoopHealth Health);
