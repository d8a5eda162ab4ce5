using System.Collections.Concurrent;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Freshness;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Worker.Fakes;

/// <summary>Everything a job reads and writes besides the queue.</summary>
internal sealed class FakeStores : IClusterStore, IPetClusterer, IOutboxRelay, IFreshnessReader
{
    public IReadOnlyList<StoredPhoto> Photos { get; set; } = [Photo("a"), Photo("a")];

    public Head? Head { get; set; }

    /// <summary>Runs when photos are loaded: the place to hold a job up.</summary>
    public Func<CancellationToken, Task> OnLoad { get; set; } = _ => Task.CompletedTask;

    public Func<CancellationToken, ClusteringResult>? OnCluster { get; set; }

    public Func<CancellationToken, Task<PersistedVersion?>> OnPersist { get; set; } =
        _ => Task.FromResult<PersistedVersion?>(new(1, Guid.NewGuid(), DateTimeOffset.UnixEpoch));

    public Func<Task<int>> OnRelay { get; set; } = () => Task.FromResult(0);

    public Func<Task<FreshnessReading>> OnFreshness { get; set; } = () => throw new NotSupportedException();

    public Func<Task<int>> OnPendingMigrations { get; set; } = () => throw new NotSupportedException();

    /// <summary>The inputs of the engine's runs.</summary>
    public ConcurrentQueue<IReadOnlyList<Photo>> Clustered { get; } = new();

    /// <summary>What the engine's runs followed.</summary>
    public ConcurrentQueue<PreviousClusters?> Followed { get; } = new();

    /// <summary>What the versions were said to be made from.</summary>
    public ConcurrentQueue<VersionInput> Inputs { get; } = new();

    /// <summary>Where the versions were said to go.</summary>
    public ConcurrentQueue<NextVersion> Places { get; } = new();

    public ConcurrentQueue<(ClaimedJob Job, ClusteringResult Result, byte[] InputHash)> Persisted { get; } = new();

    public string Algorithm => "fake";

    public string Parameters => "none";

    public int MaxPhotos { get; set; } = 10;

    /// <summary>Photos of the pet that another model embedded.</summary>
    public int LeftOut { get; set; }

    public static StoredPhoto Photo(string model) => new(new(Guid.NewGuid(), new float[] { 1, 0 }), model);

    public byte[] HashOf(IReadOnlyList<StoredPhoto> photos) => InputHash.Compute(Algorithm, Parameters, photos);

    public async Task<PetInput> LoadAsync(Guid petId, int photoLimit, CancellationToken cancellationToken)
    {
        await OnLoad(cancellationToken);
        var follows = Head?.Version ?? 0;
        return new(new("clip", Photos.Count, LeftOut, Photos.Count > photoLimit ? [] : Photos), Head, new(follows, follows + 1, DateTimeOffset.UnixEpoch, 0));
    }

    public ClusteringResult Cluster(IReadOnlyList<Photo> photos, PreviousClusters? previous = null, CancellationToken cancellationToken = default)
    {
        Clustered.Enqueue(photos);
        Followed.Enqueue(previous);
        return OnCluster?.Invoke(cancellationToken) ?? new(Algorithm, photos.Count, [], [], new(null, null, null, 0, null));
    }

    public async Task<PersistedVersion?> PersistAsync(
        ClaimedJob job,
        NextVersion next,
        ClusteringResult result,
        VersionInput input,
        Func<PersistedVersion, CancellationToken, Task>? beforeCommit,
        CancellationToken cancellationToken)
    {
        Inputs.Enqueue(input);
        Places.Enqueue(next);
        Persisted.Enqueue((job, result, input.Hash.ToArray()));
        var version = await OnPersist(cancellationToken);
        if (version is not null && beforeCommit is not null)
            await beforeCommit(version, cancellationToken);
        return version;
    }

    public Task<FreshnessReading> ReadAsync(TimeSpan unclusteredAfter, CancellationToken cancellationToken) => OnFreshness();

    public Task<int> CountPendingMigrationsAsync(CancellationToken cancellationToken) => OnPendingMigrations();

    public Task<int> RelayAsync(int limit, CancellationToken cancellationToken) => OnRelay();
}
