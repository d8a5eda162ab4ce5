namespace MediaClusters.Persistence.Jobs;

/// <summary>Counts a process's claims, every so many of which goes to the job that has been due longest.</summary>
/// <param name="share">One in so many; 0 for none.</param>
internal sealed class AgingTurns(int share)
{
    private int _taken;

    /// <returns>How many of the next <paramref name="count"/> jobs are such turns.</returns>
    public int Among(int count) => share == 0 ? 0 : (int)(((long)(Volatile.Read(ref _taken) % share) + count) / share);

    public void Took(int count)
    {
        if (share > 0)
            Interlocked.Exchange(ref _taken, (Volatile.Read(ref _taken) + count) % share);
    }
}
