namespace MediaClusters.Persistence.Jobs;

/// <summary>Wakes an idle worker when a job may be due. A hint only: the poll behind it is enough by itself.</summary>
public interface IJobSignal
{
    /// <summary>Returns when a job was announced since the last call, or after <paramref name="timeout"/>, whichever is first. Never throws for the database being away.</summary>
    Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken);
}
