using MediaClusters.Chaos.Callers;
using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Cluster;
using MediaClusters.Chaos.History;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Chaos;

/// <summary>Looks at what is there when callers are gone.</summary>
internal sealed class Aftermath(NpgsqlDataSource database, ChaosCluster cluster)
{
    public static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(60);

    /// <summary>The longest that a mark whose version never came keeps readers from the cache.</summary>
    private static readonly TimeSpan MarkPatience = TimeSpan.FromSeconds(35);

    /// <returns>False when something is still to be done after a long wait.</returns>
    public Task<bool> SettleAsync(CancellationToken cancellationToken) => UntilAsync(SettlePatience, async () =>
    {
        await using var command = database.CreateCommand("""
            SELECT NOT EXISTS (SELECT 1 FROM cluster_jobs WHERE status IN ('queued', 'processing')) AND NOT EXISTS (SELECT 1 FROM cache_outbox)
            """);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }, cancellationToken);

    public async Task<Remains> FindRemainsAsync(CancellationToken cancellationToken)
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync($"{cluster.DirectRedis},allowAdmin=true");
        var reader = new RemainsReader(database, redis);
        var remains = await reader.ReadAsync(cancellationToken);
        await UntilAsync(MarkPatience, async () =>
        {
            remains = await reader.ReadAsync(cancellationToken);
            return !remains.Keys.Any(key => key.Name.EndsWith(":pending", StringComparison.Ordinal)) && remains.Sessions.All(sessions => sessions.IdleInTransaction == 0);
        }, cancellationToken);
        return remains;
    }

    /// <summary>The pets whose newest version is an old one that was made the newest again.</summary>
    public async Task<HashSet<Guid>> FindRestoredAsync(CancellationToken cancellationToken) =>
        [.. await ReadAsync("SELECT p.pet_id FROM pets p JOIN pet_clusters c ON c.id = p.latest_cluster_id WHERE c.restored_from IS NOT NULL", row => row.GetGuid(0), cancellationToken)];

    public async Task<IReadOnlyList<PhotoFate>> FindPhotosAsync(PetAlbum[] pets, CancellationToken cancellationToken)
    {
        var stored = (await ReadAsync("SELECT pet_id, image_id FROM pet_images", Ids, cancellationToken)).ToHashSet();

        // Photos in no group are in the body alone.
        var placed = (await ReadAsync("SELECT p.pet_id, m.image_id FROM pets p JOIN cluster_members m ON m.cluster_id = p.latest_cluster_id", Ids, cancellationToken)).ToHashSet();
        placed.UnionWith(await VersionAudit.ReadNoiseAsync(database, cancellationToken));
        return
        [
            .. pets.SelectMany(pet => pet.Photos.Select(photo => new PhotoFate(
                pet.Id, photo.ImageId, photo.Kept, photo.Deleted, stored.Contains((pet.Id, photo.ImageId)), placed.Contains((pet.Id, photo.ImageId))))),
        ];

        static (Guid PetId, Guid ImageId) Ids(NpgsqlDataReader row) => (row.GetGuid(0), row.GetGuid(1));
    }

    /// <summary>What does not agree about the versions of some pets.</summary>
    /// <param name="pets">The pets.</param>
    /// <param name="served">Hashes of the bodies that callers got.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<string>> AuditAsync(PetAlbum[] pets, IReadOnlyDictionary<(Guid PetId, long Version), ulong> served, CancellationToken cancellationToken)
    {
        var audit = new VersionAudit(database, served);
        var found = new IReadOnlyList<string>[pets.Length];
        await Parallel.ForAsync(0, pets.Length, cancellationToken, async (pet, token) => found[pet] = await audit.FindAsync(pets[pet].Id, token));
        return [.. found.SelectMany(ofPet => ofPet)];
    }

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Asks again and again; while the database does not answer it is not so yet.</summary>
    private async Task<bool> UntilAsync(TimeSpan patience, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var began = cluster.Clock.Elapsed; cluster.Clock.Elapsed - began < patience; await tick.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                if (await condition())
                    return true;
            }
            catch (NpgsqlException)
            {
                // A session that a fault has ended; the next one may last.
            }
        }

        return false;
    }
}
