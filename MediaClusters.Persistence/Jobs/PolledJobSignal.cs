namespace MediaClusters.Persistence.Jobs;

/// <summary>Hears nothing: for connections that cannot listen, as behind a pooler in transaction mode. The poll is enough.</summary>
internal sealed class PolledJobSignal(TimeProvider timeProvider) : IJobSignal
{
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => Task.Delay(timeout, timeProvider, cancellationToken);
}
