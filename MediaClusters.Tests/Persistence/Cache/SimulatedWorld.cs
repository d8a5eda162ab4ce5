using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>
/// One pet in a simulated Postgres (commit, pet lock, job, outbox), with the steps of every part as points of an interleaving.
/// With <paramref name="probesJobs"/> off, fillers heed the lock alone: that must not be enough.
/// </summary>
internal sealed class SimulatedWorld(Interleaver steps, bool probesJobs = true) : IClusterReader, IProbingReader, IDisposable
{
    private readonly SemaphoreSlim _petLock = new(1);
    private readonly HashSet<long> _outbox = [];
    private readonly HashSet<long> _deletions = [];
    private object? _processing;

    public Guid Pet { get; } = Guid.CreateVersion7();

    public long Committed { get; private set; }

    /// <summary>The version readers should see: the last one committed, or 0 where that was the pet's deletion.</summary>
    public long Newest => Shown(Committed);

    public IReadOnlyCollection<long> Outbox => _outbox;

    /// <summary>Whether a reader may see that version when <paramref name="since"/> was committed before it asked.</summary>
    public bool WasNewestSince(long since, long version)
    {
        for (var committed = since; committed <= Committed; committed++)
        {
            if (Shown(committed) == version)
                return true;
        }

        return false;
    }

    /// <summary>A writer that holds the pet's lock, as a restore does; it may die at every point, which ends its transaction.</summary>
    public Task RestoreAsync(ICacheWriter writer, double mortality) => CommitAsync(writer, mortality, isDeletion: false);

    /// <summary>The deletion of the pet: a writer whose version has no body.</summary>
    public Task DeleteAsync(ICacheWriter writer, double mortality) => CommitAsync(writer, mortality, isDeletion: true);

    /// <summary>
    /// A job's attempt: one a pet at a time, seen as processing from before its mark until the commit that ends it. It takes the
    /// lock for its one statement alone, may lose its job to the reaper at any time, and then commits nothing.
    /// </summary>
    public async Task ClusterAsync(ICacheWriter writer, double mortality)
    {
        do
            await steps.PointAsync();
        while (_processing is not null);

        var attempt = _processing = new();
        await steps.PointAsync();
        var version = Committed + 1;
        if (steps.Random.NextDouble() < mortality)
            _processing = null;
        var mark = await writer.MarkPendingAsync(Pet, version, CancellationToken.None);
        await steps.PointAsync();
        if (steps.Random.NextDouble() >= mortality && await TryCommitAsync(attempt, version))
        {
            await steps.PointAsync();
            if (steps.Random.NextDouble() >= mortality)
                await writer.PublishAsync(mark, FakePostgres.Body(version)!.Body, CancellationToken.None);
        }
        else if (_processing == attempt)
        {
            await steps.PointAsync();
            _processing = null;
        }
    }

    private async Task<bool> TryCommitAsync(object attempt, long version)
    {
        await _petLock.WaitAsync();
        try
        {
            if (_processing != attempt || Committed + 1 != version)
                return false;
            Committed = version;
            _outbox.Add(version);
            _processing = null;
            return true;
        }
        finally
        {
            _petLock.Release();
        }
    }

    private long Shown(long committed) => _deletions.Contains(committed) ? 0 : committed;

    private async Task CommitAsync(ICacheWriter writer, double mortality, bool isDeletion)
    {
        await steps.PointAsync();
        await _petLock.WaitAsync();
        PendingMark mark;
        try
        {
            await steps.PointAsync();
            mark = await writer.MarkPendingAsync(Pet, Committed + 1, CancellationToken.None);
            await steps.PointAsync();
            if (steps.Random.NextDouble() < mortality)
                return;
            Committed = mark.Version;
            _outbox.Add(mark.Version);
            if (isDeletion)
                _deletions.Add(mark.Version);
        }
        finally
        {
            _petLock.Release();
        }

        await steps.PointAsync();
        if (steps.Random.NextDouble() < mortality)
            return;
        if (isDeletion)
            await writer.ForgetAsync(mark, CancellationToken.None);
        else
            await writer.PublishAsync(mark, FakePostgres.Body(mark.Version)!.Body, CancellationToken.None);
    }

    public void Dispose() => _petLock.Dispose();

    public async Task RelayAsync(IPetCache cache)
    {
        await steps.PointAsync();
        var due = _outbox.ToArray();
        if (due.Length == 0)
            return;
        await steps.PointAsync();
        if (await cache.SettleAsync(Pet, due.Max()))
            _outbox.ExceptWith(due);
    }

    public async Task<VersionBody?> FindLatestAsync(Guid petId, CancellationToken cancellationToken)
    {
        await steps.PointAsync();
        var snapshot = Newest;
        await steps.PointAsync();
        return FakePostgres.Body(snapshot);
    }

    async Task<ProbedVersion> IProbingReader.FindLatestAsync(Guid petId, CancellationToken cancellationToken)
    {
        var isUnwritten = await ProbeAsync();
        return new(await FindLatestAsync(petId, cancellationToken), isUnwritten);
    }

    async Task<ProbedVersions> IProbingReader.FindLatestAsync(IReadOnlyCollection<Guid> petIds, IReadOnlyCollection<Guid> probed, CancellationToken cancellationToken)
    {
        var isUnwritten = await ProbeAsync();
        return new(await FindLatestAsync(petIds, cancellationToken), isUnwritten ? probed.ToHashSet() : []);
    }

    public async Task<IReadOnlyDictionary<Guid, VersionBody>> FindLatestAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken)
    {
        var found = await FindLatestAsync(Pet, cancellationToken);
        return petIds.Where(_ => found is not null).ToDictionary(petId => petId, _ => found!);
    }

    public Task<IReadOnlyDictionary<Guid, long>> ListLatestVersionsAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<VersionBody?> FindVersionAsync(Guid petId, long version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<VersionSummary>> ListAsync(Guid petId, long? beforeVersion, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ImagePlacement>> FindPlacementsAsync(Guid imageId, bool latestOnly, Guid? before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<bool> ProbeAsync()
    {
        await steps.PointAsync();
        var isUnwritten = _petLock.CurrentCount > 0 && !(probesJobs && _processing is not null);
        await steps.PointAsync();
        return isUnwritten;
    }
}

/// <summary>
/// Redis with a point before and after every step. With <paramref name="deafness"/> some of a writer's steps get no
/// answer in time: the writer goes on, and the command is carried out later or never.
/// </summary>
internal sealed class InterleavedCache(IPetCache inner, Interleaver steps, double deafness = 0) : IPetCache
{
    public ValueTask<Lookup> GetAsync(Guid petId) => StepAsync(() => inner.GetAsync(petId));

    public ValueTask<Lookup[]> GetManyAsync(IReadOnlyList<Guid> petIds) => StepAsync(() => inner.GetManyAsync(petIds));

    public ValueTask<FillPermit> AcquireAsync(Guid petId, long need) => StepAsync(() => inner.AcquireAsync(petId, need));

    public ValueTask<bool> FillAsync(Guid petId, string lease, VersionBody? found) => StepAsync(() => inner.FillAsync(petId, lease, found));

    public ValueTask<PendingMark> MarkAsync(Guid petId, long version) =>
        StepAsync(() => inner.MarkAsync(petId, version), new PendingMark(petId, version, Token: null));

    public ValueTask<bool> PublishAsync(PendingMark mark, ReadOnlyMemory<byte> body) => StepAsync(() => inner.PublishAsync(mark, body), unheard: false);

    public ValueTask<bool> SettleAsync(Guid petId, long version) => StepAsync(() => inner.SettleAsync(petId, version), unheard: false);

    public ValueTask<bool> DropAsync(Guid petId) => StepAsync(() => inner.DropAsync(petId), unheard: false);

    private async ValueTask<T> StepAsync<T>(Func<ValueTask<T>> step)
    {
        await steps.PointAsync();
        var answer = await steps.OutsideAsync(step);
        await steps.PointAsync();
        return answer;
    }

    private async ValueTask<T> StepAsync<T>(Func<ValueTask<T>> step, T unheard)
    {
        if (steps.Random.NextDouble() >= deafness)
            return await StepAsync(step);

        if (steps.Random.Next(2) == 0)
            steps.Spawn(async () => await StepAsync(step));
        await steps.PointAsync();
        return unheard;
    }
}
