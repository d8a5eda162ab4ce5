using MediaClusters.Persistence.Cache;

namespace MediaClusters.Tests.Infrastructure;

/// <summary>Stands for Redis where a test is about Postgres: remembers what it was told, and calls back in the midst of it.</summary>
internal sealed class RecordingCacheWriter : ICacheWriter
{
    public List<string> Calls { get; } = [];

    public Dictionary<Guid, byte[]> Bodies { get; } = [];

    /// <summary>Runs while the version is marked pending, that is between the transaction's locks and its commit.</summary>
    public Func<Task>? WhilePending { get; set; }

    /// <summary>Runs while the version is published.</summary>
    public Func<Task>? WhilePublishing { get; set; }

    public async Task<PendingMark> MarkPendingAsync(Guid petId, long version, CancellationToken cancellationToken)
    {
        lock (Calls)
            Calls.Add($"pending {version}");
        if (WhilePending is { } callback)
            await callback();
        return new(petId, version, "token");
    }

    public async Task<bool> PublishAsync(PendingMark mark, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        lock (Calls)
        {
            Calls.Add($"publish {mark.Version}");
            Bodies[mark.PetId] = body.ToArray();
        }

        if (WhilePublishing is { } callback)
            await callback();
        return true;
    }

    public Task<bool> ForgetAsync(PendingMark mark, CancellationToken cancellationToken)
    {
        lock (Calls)
            Calls.Add($"forget {mark.Version}");
        return Task.FromResult(true);
    }
}
