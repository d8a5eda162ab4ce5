using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace MediaClusters.LoadTests.Backfill;

/// <summary>The stub's states: every third pet has an id that is no UUID, every hundredth state is broken.</summary>
internal static class MadeUpStates
{
    private const string Prefix = "sploot.media.clusters:state:";
    private const int Members = 10;

    public static bool IsBroken(int n) => n % 100 == 99;

    public static string PetId(int n) => n % 3 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"pet-{n}")
        : new Guid(SHA256.HashData(Encoding.ASCII.GetBytes($"stub {n}")).AsSpan(0, 16)).ToString();

    public static async Task WriteAsync(IDatabase redis, int states)
    {
        foreach (var batch in Enumerable.Range(0, states).Chunk(500))
            await redis.StringSetAsync([.. batch.Select(n => KeyValuePair.Create((RedisKey)(Prefix + PetId(n)), (RedisValue)State(n)))]);
    }

    /// <summary>One hash over all of them, to see that none was touched.</summary>
    public static async Task<string> ChecksumAsync(IDatabase redis, int states)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var batch in Enumerable.Range(0, states).Chunk(500))
        {
            foreach (var value in await redis.StringGetAsync([.. batch.Select(n => (RedisKey)(Prefix + PetId(n)))]))
                hash.AppendData((byte[])value!);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static string State(int n)
    {
        var pet = PetId(n);
        var members = Enumerable.Range(0, Members).Select(m => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"image_id": "{{pet}}-{{m}}", "score": {{1 - (m / 20.0)}}, "position": {{m}}, "quality_score": 0.5}"""));
        var state = $$"""
            {"pet_id": "{{pet}}", "clusters": [{"id": "0", "label": "front", "hero_image_id": "{{pet}}-0", "quality_score": 0.5, "members": [{{string.Join(", ", members)}}]}],
             "metrics": {"num_clusters": 1, "num_images": {{Members}}, "avg_quality": 0.5, "processed_at": "2026-03-04T05:06:07Z"}, "updated_at": "2026-03-04T05:06:08Z"}
            """;
        return IsBroken(n) ? state[..^20] : state;
    }
}
