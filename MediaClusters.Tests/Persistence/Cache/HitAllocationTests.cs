using System.Text;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>Runs while nothing else does: what is counted is the whole process's.</summary>
[CollectionDefinition(nameof(HitAllocationTests), DisableParallelization = true)]
public sealed class HitAllocationCollection;

/// <summary>What a hit costs in memory, the client of Redis included.</summary>
[Collection(nameof(HitAllocationTests))]
public sealed class HitAllocationTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private const int BodyLength = 8 * 1024;
    private const int Bound = 2 * 1024;
    private const int Rounds = 10;
    private const int Reads = 500;

    [Fact]
    public async Task Hit_of_a_body_of_8_kB_allocates_less_than_2_kB()
    {
        var pet = Guid.CreateVersion7();
        var process = new CacheProcess(await redis.ConnectAsync(), new FakePostgres());
        var body = Encoding.UTF8.GetBytes($$"""{"pet_id":"{{pet}}","version":7,"created_at":"2026-01-01T00:00:00.0000001Z","rest":"{{new string('x', BodyLength)}}"}""");
        await process.Redis.StringSetAsync(CacheKeys.Latest(pet), CachedValue.Encode(new VersionBody(7, body)));

        var least = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var read = 0; read < Reads; read++)
                (await process.Latest.FindAsync(pet, 0, default))!.Body.Length.ShouldBe(body.Length);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Reads);
        }

        least.ShouldBeLessThan(Bound);
    }
}
