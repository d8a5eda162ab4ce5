namespace MediaClusters.Worker.Loops;

/// <summary>Does something again and again with a jittered pause.</summary>
internal abstract class PeriodicLoop(TimeSpan interval, LoopContext context, ILogger logger) : WorkerLoop(context, logger)
{
    /// <returns>True when more waits to be done: the pause is left out.</returns>
    protected abstract Task<bool> TickAsync(CancellationToken cancellationToken);

    protected sealed override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = TimeSpan.Zero;
            try
            {
                if (!await TickAsync(stoppingToken))
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
}
