using MediaClusters.Persistence.Images;

namespace MediaClusters.Tests.Api;

/// <summary>Keeps photos by pet, and answers with what a test puts into <see cref="OnUpsert"/>.</summary>
internal sealed class FakeImageStore : IImageStore
{
    private readonly Dictionary<(Guid Pet, Guid Image), ImageUpsert> _photos = [];
    private readonly Lock _gate = new();

    public Func<IReadOnlyList<ImageUpsert>, CancellationToken, Task<UpsertResult?>>? OnUpsert { get; set; }

    public ImageUpsert this[Guid petId, Guid imageId]
    {
        get
        {
            lock (_gate)
                return _photos[(petId, imageId)];
        }
    }

    public async Task<UpsertResult> UpsertAsync(Guid petId, IReadOnlyList<ImageUpsert> images, CancellationToken cancellationToken)
    {
        if (OnUpsert is not null && await OnUpsert(images, cancellationToken) is { } result)
            return result;

        lock (_gate)
        {
            var inserted = images.Count(image => _photos.TryAdd((petId, image.ImageId), image));
            return new UpsertResult(inserted, images.Count - inserted, 0, [], []);
        }
    }

    public Task<bool> DeleteAsync(Guid petId, Guid imageId, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_photos.Remove((petId, imageId)));
    }

    public HashSet<(Guid Pet, Guid Image)> Pinned { get; } = [];

    /// <summary>Photos whose metadata is no object.</summary>
    public HashSet<(Guid Pet, Guid Image)> Unpinnable { get; } = [];

    public Task<PinResult> PinAsync(Guid petId, Guid imageId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_photos.ContainsKey((petId, imageId)))
                return Task.FromResult(PinResult.NotFound);
            if (Unpinnable.Contains((petId, imageId)))
                return Task.FromResult(PinResult.Unpinnable);
            Pinned.Add((petId, imageId));
            return Task.FromResult(PinResult.Pinned);
        }
    }

    public Task<bool> UnpinAsync(Guid petId, Guid imageId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Pinned.Remove((petId, imageId));
            return Task.FromResult(_photos.ContainsKey((petId, imageId)));
        }
    }
}
