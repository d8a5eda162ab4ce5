using System.Runtime.CompilerServices;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.Api;

/// <summary>Versions and placements that a test puts in.</summary>
internal sealed class FakeClusters : IClusterReader, ILatestClusters
{
    private readonly Dictionary<Guid, List<VersionBody>> _bodies = [];
    private readonly List<(Guid Image, ImagePlacement Placement)> _placements = [];

    /// <summary>Stands in for <see cref="ILatestClusters.FindAsync"/>.</summary>
    public Func<CancellationToken, Task<VersionBody?>>? OnFind { get; set; }

    public bool CacheListens { get; set; } = true;

    public List<Guid> Invalidated { get; } = [];

    public List<long> MinVersions { get; } = [];

    public void Add(Guid petId, params ReadOnlySpan<byte[]> bodies)
    {
        var versions = _bodies.TryGetValue(petId, out var known) ? known : _bodies[petId] = [];
        foreach (var body in bodies)
            versions.Add(new VersionBody(versions.Count + 1, body));
    }

    /// <summary>A version as Postgres has it.</summary>
    public void AddCompressed(Guid petId, byte[] body) => _bodies[petId] = [VersionBody.Compressed(1, SnapshotCodec.Encode(body).Payload)];

    public void Place(Guid imageId, ImagePlacement placement) => _placements.Add((imageId, placement));

    public async ValueTask<VersionBody?> FindAsync(Guid petId, long minVersion, CancellationToken cancellationToken)
    {
        MinVersions.Add(minVersion);
        return OnFind is null ? await FindLatestAsync(petId, cancellationToken) : await OnFind(cancellationToken);
    }

    /// <summary>Runs before each pet of a batch is answered.</summary>
    public Func<Guid, CancellationToken, Task> OnFindMany { get; set; } = (_, _) => Task.CompletedTask;

    public async IAsyncEnumerable<LatestVersion> FindManyAsync(IReadOnlyList<Guid> petIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var petId in petIds)
        {
            await OnFindMany(petId, cancellationToken);
            yield return new(petId, await FindLatestAsync(petId, cancellationToken));
        }
    }

    public Task<IReadOnlyDictionary<Guid, VersionBody>> FindLatestAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyDictionary<Guid, long>> ListLatestVersionsAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Guid, long>>(petIds.Where(_bodies.ContainsKey).ToDictionary(petId => petId, petId => _bodies[petId][^1].Version));

    public Task<bool> InvalidateAsync(Guid petId, CancellationToken cancellationToken)
    {
        Invalidated.Add(petId);
        return Task.FromResult(CacheListens);
    }

    public Task<VersionBody?> FindLatestAsync(Guid petId, CancellationToken cancellationToken) =>
        Task.FromResult(_bodies.TryGetValue(petId, out var versions) ? versions[^1] : null);

    public Task<VersionBody?> FindVersionAsync(Guid petId, long version, CancellationToken cancellationToken) =>
        Task.FromResult(_bodies.TryGetValue(petId, out var versions) ? versions.Find(body => body.Version == version) : null);

    public Task<IReadOnlyList<VersionSummary>> ListAsync(Guid petId, long? beforeVersion, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<VersionSummary>>(
        [
            .. _bodies.GetValueOrDefault(petId, [])
                .OrderByDescending(body => body.Version)
                .Where(body => body.Version < (beforeVersion ?? long.MaxValue))
                .Take(limit)
                .Select(body => new VersionSummary(body.Version, petId, null, FakeJobs.Noon, "dbscan", 2, 9, """{"coverage": 0.75}""")),
        ]);

    public Task<IReadOnlyList<ImagePlacement>> FindPlacementsAsync(
        Guid imageId, bool latestOnly, Guid? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImagePlacement>>(
        [
            .. _placements.Where(entry => entry.Image == imageId)
                .Select(entry => entry.Placement)
                .Where(placement => !latestOnly || placement.IsLatest)
                .OrderByDescending(placement => placement.ClusterId.ToString(), StringComparer.Ordinal)
                .Where(placement => before is null || string.CompareOrdinal(placement.ClusterId.ToString(), before.ToString()) < 0)
                .Take(limit),
        ]);
}
