using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Images;

/// <summary>The photos of pets with their embeddings: the worker's input, which <see cref="IClusterStore.LoadAsync"/> reads.</summary>
public interface IImageStore
{
    /// <summary>Inserts or updates photos of one pet in one transaction: all of them or none.</summary>
    /// <param name="petId">The pet.</param>
    /// <param name="images">1 to 1,000 photos with distinct ids, already validated by <see cref="ImageUpsert.Validate"/>.</param>
    /// <param name="cancellationToken">Rolls back.</param>
    Task<UpsertResult> UpsertAsync(Guid petId, IReadOnlyList<ImageUpsert> images, CancellationToken cancellationToken);

    /// <summary>Removes a photo; false when the pet has no such photo.</summary>
    Task<bool> DeleteAsync(Guid petId, Guid imageId, CancellationToken cancellationToken);

    /// <summary>Pins a photo as its group's hero. The next job sees it.</summary>
    Task<PinResult> PinAsync(Guid petId, Guid imageId, CancellationToken cancellationToken);

    /// <summary>Takes a photo's pin away; false when the pet has no such photo. The next job sees it.</summary>
    Task<bool> UnpinAsync(Guid petId, Guid imageId, CancellationToken cancellationToken);
}

/// <summary>What became of a pin.</summary>
public enum PinResult
{
    /// <summary>The photo is pinned, if not by this.</summary>
    Pinned,

    /// <summary>The pet has no such photo.</summary>
    NotFound,

    /// <summary>The photo's metadata is no JSON object and can hold no pin; it stays as it is.</summary>
    Unpinnable,
}

/// <summary>A stored photo and the model that embedded it.</summary>
public sealed record StoredPhoto(Photo Photo, string Model);

/// <summary>What an upsert did. Exactly one of the counts and the conflicts is meaningful: with conflicts nothing was written.</summary>
/// <param name="Inserted">Photos that are new.</param>
/// <param name="Updated">Photos whose stored row changed.</param>
/// <param name="Unchanged">Photos that were there just so.</param>
/// <param name="ForeignImageIds">Photos of this batch that belong to another pet.</param>
/// <param name="DimensionConflicts">Photos of this batch whose dimension differs from the pet's photos of the same model.</param>
public sealed record UpsertResult(
    int Inserted,
    int Updated,
    int Unchanged,
    IReadOnlyList<Guid> ForeignImageIds,
    IReadOnlyList<DimensionConflict> DimensionConflicts)
{
    /// <summary>True when the batch was written.</summary>
    public bool Accepted => ForeignImageIds.Count == 0 && DimensionConflicts.Count == 0;
}

/// <summary>A photo whose embedding does not fit the others of its model.</summary>
public sealed record DimensionConflict(Guid ImageId, string Model, int Dimensions, int Expected);
