namespace MediaClusters.Worker.Loops;

/// <summary>Does something again and again with a jittered pause.</summary>
internal abstract class PeriodicLoop(TimeSpan interval, LoopContext context, ILogger logger) : WorkerLoop(context, logger)
{
    /// <summary>When a tick is given up, so that the next can try another connection: none by itself.</summary>
    protected virtual TimeSpan Limit => Timeout.InfiniteTimeSpan;

    /// <returns>True when more waits to be done: the pause is left out.</returns>
    protected abstract Task<bool> TickAsync(CancellationToken cancellationToken);

    protected sealed override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = TimeSpan.Zero;
            try
            {
                if (!await TickInTimeAsync(stoppingToken))
                    pause = Jitter.Around(interval);
                Succeeded();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && Faults.IsExternal(exception))
            {
                pause = Failed(exception);
            }

            await Task.Delay(pause, Time, stoppingToken);
        }
    }

    private async Task<bool> TickInTimeAsync(CancellationToken stoppingToken)
    {
        if (Limit == Timeout.InfiniteTimeSpan)
            return await TickAsync(stoppingToken);

        using var limit = new CancellationTokenSource(Limit, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            return await TickAsync(either.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not done within {Limit}.", exception);
        }
    }
}
