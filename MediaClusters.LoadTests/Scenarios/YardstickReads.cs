using MediaClusters.LoadTests.Graph;
using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Seeding;
using MediaClusters.LoadTests.Yardsticks;
using MediaClusters.Persistence.Clusters;
using StackExchange.Redis;

namespace MediaClusters.LoadTests.Scenarios;

/// <summary>The same callers at the yardsticks' server.</summary>
internal sealed class YardstickReads(Uri address, PetSeeder pets, int medianBytes)
{
    public Reads Constant { get; } = new(address, 1, _ => HttpRequests.Get(address, YardstickServer.ConstantPath, token: null), 200, static (_, body) => body.Length == YardstickServer.ConstantBytes);

    public Reads Median { get; } = new(address, 1, _ => HttpRequests.Get(address, YardstickServer.MedianPath, token: null), 200, (_, body) => body.Length == medianBytes);

    /// <summary>A pet's body, as <see cref="FillAsync"/> put it there.</summary>
    public Reads Redis { get; } = new(address, pets.Count, index => HttpRequests.Get(address, YardstickServer.RedisPath + pets[index].Id, token: null), 200, (index, body) => Bodies.IsOf("pet_id"u8, pets[index].Id, body));

    /// <summary>A pet's body as it is stored.</summary>
    public Reads Postgres { get; } = new(address, pets.Count, index => HttpRequests.Get(address, YardstickServer.PostgresPath + pets[index].Id, token: null), 200, static (_, body) => body.Length > 200);

    /// <summary>A body of the usual length, of many pets.</summary>
    public static int MedianOf(PetSeeder pets)
    {
        var lengths = Enumerable.Range(0, Math.Min(1000, pets.Count)).Select(index => Body(pets[index]).Length).Order().ToArray();
        return lengths[lengths.Length / 2];
    }

    /// <summary>Each pet's body under a key of its own: a GET finds as many bytes as one of the API's does.</summary>
    public async Task FillAsync(CacheServer cache, CancellationToken cancellationToken)
    {
        foreach (var chunk in Enumerable.Range(0, pets.Count).Chunk(200))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAll(chunk.Select(index => cache.Database.StringSetAsync(YardstickServer.RedisKey(pets[index].Id.ToString()), (RedisValue)Body(pets[index]).ToArray())));
        }
    }

    private static ReadOnlyMemory<byte> Body(SeededPet pet) => VersionJson.Write(pet.Id, 1, DateTimeOffset.UnixEpoch, pet.Version());
}
