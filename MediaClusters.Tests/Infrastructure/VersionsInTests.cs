using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Infrastructure;

/// <summary>Parts of what a worker does with a store, for tests that are about something else.</summary>
internal static class VersionsInTests
{
    /// <summary>Writes a version that follows whatever is the newest now.</summary>
    public static async Task<PersistedVersion?> PersistAsync(
        this IClusterStore store, ClaimedJob job, ClusteringResult result, VersionInput input, CancellationToken cancellationToken)
        => await store.PersistAsync(job, await store.FindNextAsync(job.PetId), result, input, beforeCommit: null, cancellationToken);

    public static async Task<NextVersion> FindNextAsync(this IClusterStore store, Guid petId) => (await store.LoadAsync(petId)).Next;

    public static async Task<Head?> FindHeadAsync(this IClusterStore store, Guid petId) => (await store.LoadAsync(petId)).Head;

    public static async Task<PhotoSelection> LoadPhotosAsync(this IClusterStore store, Guid petId, int limit = 1_000)
        => (await store.LoadAsync(petId, limit, CancellationToken.None)).Photos;

    private static async Task<PetInput> LoadAsync(this IClusterStore store, Guid petId)
    {
        var pet = await store.LoadAsync(petId, photoLimit: 0, CancellationToken.None);
        pet.Dispose();
        return pet;
    }
}
