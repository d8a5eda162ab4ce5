using System.Diagnostics;
using System.Text;
using StackExchange.Redis;

namespace MediaClusters.Persistence.Cache;

/// <summary>A pet's keys. The braces make them one hash slot, which scripts need on a Redis cluster.</summary>
internal static class CacheKeys
{
    public static RedisKey Latest(Guid petId) => Key(petId, "}:latest"u8);

    public static RedisKey Fill(Guid petId) => Key(petId, "}:fill"u8);

    public static RedisKey Pending(Guid petId) => Key(petId, "}:pending"u8);

    /// <summary>In the order every script of <see cref="CacheScripts"/> expects.</summary>
    public static RedisKey[] All(Guid petId) => [Latest(petId), Fill(petId), Pending(petId)];

    // Bytes rather than a string: the client would encode a string on every hit.
    private static RedisKey Key(Guid petId, ReadOnlySpan<byte> suffix)
    {
        var prefix = "mc:{"u8;
        var key = new byte[prefix.Length + 36 + suffix.Length];
        prefix.CopyTo(key);
        var formatted = petId.TryFormat(key.AsSpan(prefix.Length), out var length);
        Debug.Assert(formatted && length == 36);
        suffix.CopyTo(key.AsSpan(prefix.Length + 36));
        return key;
    }

    public static string Text(RedisKey key) => Encoding.UTF8.GetString((byte[])key!);
}
