using MediaClusters.Persistence.Images;

namespace MediaClusters.Persistence.Clusters;

/// <summary>What a run reads of a pet. The photos' embeddings are valid until it is disposed of.</summary>
/// <param name="Photos">The photos.</param>
/// <param name="Head">The newest version; null where there is none.</param>
/// <param name="Next">The place of the version that may follow it.</param>
public sealed record PetInput(PhotoSelection Photos, Head? Head, NextVersion Next) : IDisposable
{
    internal EmbeddingBlocks? Blocks { get; init; }

    /// <summary>Gives the embeddings' memory back.</summary>
    public void Dispose() => Blocks?.Dispose();
}

/// <summary>
/// The place of a pet's next version, as of when its newest one was read. It stays right as long as that one is the
/// newest and the reader's job exists: a deletion, which takes a number too, removes the job.
/// </summary>
/// <param name="Follows">The newest version, 0 for none.</param>
/// <param name="Number">The next one's number: above the newest version's and every deletion's.</param>
/// <param name="NotBefore">The database's clock then, or a moment after the newest version's time where that is later.</param>
/// <param name="Timestamp">The process' monotonic clock once that was known.</param>
public sealed record NextVersion(long Follows, long Number, DateTimeOffset NotBefore, long Timestamp)
{
    /// <summary>
    /// The next version as of now. Its time is the database's, counted on from the reading by this process' monotonic
    /// clock: hosts' clocks differ, and lists page by ids, which tell the time. In microseconds, which is what is stored.
    /// </summary>
    public PersistedVersion At(TimeProvider time)
    {
        var createdAt = NotBefore + time.GetElapsedTime(Timestamp);
        createdAt = createdAt.AddTicks(-(createdAt.Ticks % TimeSpan.TicksPerMicrosecond));
        return new PersistedVersion(Number, Guid.CreateVersion7(createdAt), createdAt);
    }
}
