namespace MediaClusters.Chaos.Callers;

/// <summary>A pet as its callers know of it. Photos that came with it stay and may change; those added later may be deleted, once.</summary>
internal sealed class PetAlbum(Guid id, int groups)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Photo> _photos = [];
    private long _newest;

    public Guid Id { get; } = id;

    /// <summary>Groups its photos are drawn from.</summary>
    public int Groups { get; } = groups;

    /// <summary>The newest version anybody has seen.</summary>
    public long Newest => Interlocked.Read(ref _newest);

    public int Count
    {
        get
        {
            lock (_lock)
                return _photos.Count(photo => !photo.Value.DeleteTried);
        }
    }

    /// <summary>What the callers know of each photo they ever sent.</summary>
    public IReadOnlyList<(Guid ImageId, bool Kept, bool Deleted)> Photos
    {
        get
        {
            lock (_lock)
                return [.. _photos.Select(photo => (photo.Key, photo.Value.Accepted && !photo.Value.DeleteTried, photo.Value.Deleted))];
        }
    }

    public void Saw(long version)
    {
        for (var newest = Newest; version > newest;)
        {
            var found = Interlocked.CompareExchange(ref _newest, version, newest);
            if (found == newest)
                return;
            newest = found;
        }
    }

    public void Sending(Guid imageId, bool stays)
    {
        lock (_lock)
            _photos.TryAdd(imageId, new() { Stays = stays });
    }

    public void Accepted(Guid imageId)
    {
        lock (_lock)
            _photos[imageId].Accepted = true;
    }

    public void Deleted(Guid imageId)
    {
        lock (_lock)
            _photos[imageId].Deleted = true;
    }

    /// <summary>A photo that may be changed.</summary>
    public Guid? PickStaying(Random random) => Pick(random, photo => photo.Stays);

    /// <summary>A photo to delete; nobody else gets it.</summary>
    public Guid? TakeForDeletion(Random random)
    {
        lock (_lock)
        {
            if (Pick(random, photo => photo is { Stays: false, Accepted: true, DeleteTried: false }) is not { } picked)
                return null;
            _photos[picked].DeleteTried = true;
            return picked;
        }
    }

    private Guid? Pick(Random random, Func<Photo, bool> may)
    {
        lock (_lock)
        {
            var candidates = _photos.Where(photo => may(photo.Value)).Select(photo => photo.Key).ToArray();
            return candidates.Length == 0 ? null : candidates[random.Next(candidates.Length)];
        }
    }

    private sealed class Photo
    {
        public bool Stays { get; init; }

        public bool Accepted { get; set; }

        public bool DeleteTried { get; set; }

        public bool Deleted { get; set; }
    }
}
