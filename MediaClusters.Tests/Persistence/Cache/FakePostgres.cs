using System.Text;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>What the cache wants of Postgres: the newest committed version, and whether a writer is at work. A test says where a read stops.</summary>
internal sealed class FakePostgres : IClusterReader, IProbingReader
{
    private int _reads;

    public long Committed { get; set; }

    public bool IsBeingWritten { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Stops the next read after it took its snapshot.</summary>
    public Checkpoint? AfterSnapshot { get; set; }

    /// <summary>Stops the next probe before it looks.</summary>
    public Checkpoint? BeforeProbe { get; set; }

    public Exception? Failure { get; set; }

    public static VersionBody? Body(long version) =>
        version == 0 ? null : new(version, Encoding.UTF8.GetBytes($$"""{"version":{{version}}}"""));

    public async Task<VersionBody?> FindLatestAsync(Guid petId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        var (snapshot, failure, stop) = (Committed, Failure, AfterSnapshot);
        AfterSnapshot = null;
        if (stop is not null)
            await stop.PassAsync(cancellationToken);
        return failure is null ? Body(snapshot) : throw failure;
    }

    async Task<ProbedVersion> IProbingReader.FindLatestAsync(Guid petId, CancellationToken cancellationToken)
    {
        var isUnwritten = await ProbeAsync(cancellationToken);
        return new(await FindLatestAsync(petId, cancellationToken), isUnwritten);
    }

    async Task<ProbedVersions> IProbingReader.FindLatestAsync(IReadOnlyCollection<Guid> petIds, IReadOnlyCollection<Guid> probed, CancellationToken cancellationToken)
    {
        var isUnwritten = await ProbeAsync(cancellationToken);
        return new(await FindLatestAsync(petIds, cancellationToken), isUnwritten ? probed.ToHashSet() : []);
    }

    public async Task<IReadOnlyDictionary<Guid, VersionBody>> FindLatestAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken)
    {
        var found = await FindLatestAsync(Guid.Empty, cancellationToken);
        return petIds.Where(_ => found is not null).ToDictionary(petId => petId, _ => found!);
    }

    public Task<IReadOnlyDictionary<Guid, long>> ListLatestVersionsAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<VersionBody?> FindVersionAsync(Guid petId, long version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<VersionSummary>> ListAsync(Guid petId, long? beforeVersion, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ImagePlacement>> FindPlacementsAsync(Guid imageId, bool latestOnly, Guid? before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        var stop = BeforeProbe;
        BeforeProbe = null;
        if (stop is not null)
            await stop.PassAsync(cancellationToken);
        return !IsBeingWritten;
    }
}
