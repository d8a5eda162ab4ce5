using System.Diagnostics;
using System.Runtime.CompilerServices;
using MediaClusters.Persistence.Clusters;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaClusters.Persistence.Cache;

/// <summary>The protocol's steps as commands and scripts of Redis.</summary>
internal sealed class PetCache(RedisPort port, IOptions<CacheOptions> options) : IPetCache
{
    private readonly CacheOptions _options = options.Value;
    private readonly BodyMemory _memory = new(options.Value.BodyMemory);
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private long _tokens;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Lookup> GetAsync(Guid petId)
    {
        if (_memory.Find(petId) is { } kept)
        {
            var head = await port.ReadAsync(petId, static (redis, pet) => redis.StringGetRangeAsync(CacheKeys.Latest(pet), 0, KeptBody.HeadLength - 1));
            if (head.Status != ReplyStatus.Answered)
                return NotLookedUp(head.Status);

            var bytes = (byte[]?)head.Value ?? [];
            if (kept.IsHeadedBy(bytes))
                return new(LookupStatus.Hit, kept.Found);
            if (bytes.Length < KeptBody.HeadLength)
                return Decode(bytes);
        }

        var reply = await port.ReadAsync(petId, static (redis, pet) => redis.StringGetAsync(CacheKeys.Latest(pet)));
        if (reply.Status != ReplyStatus.Answered)
            return NotLookedUp(reply.Status);

        var value = (byte[]?)reply.Value ?? [];
        var lookup = Decode(value);
        if (lookup.Found is { } found)
            _memory.Keep(petId, value, found);
        return lookup;
    }

    // Not MGET: on a Redis cluster the pets' keys lie in different slots. The client sends them one behind the other.
    public async ValueTask<Lookup[]> GetManyAsync(IReadOnlyList<Guid> petIds)
    {
        var reply = await port.SendAsync(
            petIds,
            static (redis, pets) => Task.WhenAll(pets.Select(pet => redis.StringGetAsync(CacheKeys.Latest(pet)))),
            _options.Budget);
        return reply.Status == ReplyStatus.Answered
            ? Array.ConvertAll(reply.Value!, value => Decode((byte[]?)value ?? []))
            : [.. Enumerable.Repeat(NotLookedUp(reply.Status), petIds.Count)];
    }

    public async ValueTask<FillPermit> AcquireAsync(Guid petId, long need)
    {
        var lease = NextToken();
        var reply = await RunAsync("acquire", CacheScripts.Acquire, petId, [lease, Milliseconds(_options.FillLease), need], _options.Budget);
        if (reply.Status != ReplyStatus.Answered)
        {
            CacheTelemetry.Write("fill", "failed");
            return default;
        }

        var parts = (RedisResult[])reply.Value!;
        switch ((int)parts[0])
        {
            case CacheScripts.Granted:
                return new(Lease: lease);
            case CacheScripts.Present when Decode((byte[]?)(RedisValue)parts[1] ?? []) is { Status: LookupStatus.Hit } present:
                return new(Present: present);
            case CacheScripts.Older:
                return new(Older: long.TryParse((string?)parts[1], out var older) ? older : -1);
            case CacheScripts.Pending:
                CacheTelemetry.Write("fill", "refused");
                return default;
            default:
                return default;
        }
    }

    public async ValueTask<bool> FillAsync(Guid petId, string lease, VersionBody? found)
    {
        var ttl = found is null ? _options.NegativeTtl : _options.BodyTtl;
        var reply = await RunAsync("fill", CacheScripts.Fill, petId, [lease, found?.Version ?? 0, CachedValue.Encode(found), Milliseconds(ttl)], _options.Budget);
        return Count("fill", reply) && (int)reply.Value! == 1;
    }

    public async ValueTask<PendingMark> MarkAsync(Guid petId, long version)
    {
        var token = NextToken();
        var reply = await RunAsync("mark", CacheScripts.Mark, petId, [version, Marker(version, token), Milliseconds(_options.PendingTtl)], _options.WriterBudget);
        return new(petId, version, Count("mark", reply) && (int)reply.Value! == 1 ? token : null);
    }

    public async ValueTask<bool> PublishAsync(PendingMark mark, ReadOnlyMemory<byte> body)
    {
        // A mark that timed out may be carried out late, beside a newer version: it is no evidence.
        if (!mark.IsAcknowledged)
            return await SettleAsync(mark.PetId, mark.Version);

        var value = CachedValue.Encode(new(mark.Version, body));
        var reply = await RunAsync("publish", CacheScripts.Publish, mark.PetId, [mark.Version, Marker(mark.Version, mark.Token!), value, Milliseconds(_options.BodyTtl)], _options.WriterBudget);
        return Count("publish", reply);
    }

    public async ValueTask<bool> SettleAsync(Guid petId, long version) =>
        Count("settle", await RunAsync("settle", CacheScripts.Settle, petId, [version], _options.WriterBudget));

    public async ValueTask<bool> DropAsync(Guid petId)
    {
        var reply = await port.SendAsync(
            petId,
            static (redis, pet) => redis.KeyDeleteAsync([CacheKeys.Latest(pet), CacheKeys.Fill(pet)]),
            _options.WriterBudget);
        CacheTelemetry.Write("drop", reply.Status == ReplyStatus.Answered ? "done" : "failed");
        return reply.Status == ReplyStatus.Answered;
    }

    private async ValueTask<Reply<RedisResult>> RunAsync(string operation, string script, Guid petId, RedisValue[] arguments, TimeSpan budget)
    {
        using var activity = CacheTelemetry.StartScript(operation, petId);
        var reply = await port.SendAsync(
            (script, keys: CacheKeys.All(petId), arguments),
            static (redis, call) => EvaluateAsync(redis, call.script, call.keys, call.arguments),
            budget);
        if (reply.Status != ReplyStatus.Answered)
            activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", reply.Status == ReplyStatus.Failed ? "failed" : "not_asked");
        return reply;
    }

    // The client believes that a server it has once told a script still knows it; after SCRIPT FLUSH it is told again.
    private static async Task<RedisResult> EvaluateAsync(IDatabase redis, string script, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await redis.ScriptEvaluateAsync(script, keys, arguments);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await redis.ScriptEvaluateAsync(script, keys, arguments);
        }
    }

    private static bool Count(string operation, Reply<RedisResult> reply)
    {
        var answered = reply.Status == ReplyStatus.Answered;
        CacheTelemetry.Write(operation, !answered ? "failed" : (int)reply.Value! == 1 ? "done" : "refused");
        return answered;
    }

    private static Lookup NotLookedUp(ReplyStatus status) => new(status == ReplyStatus.Failed ? LookupStatus.Failed : LookupStatus.Refused);

    // A key that is not there and an empty value tell the same: nothing.
    private static Lookup Decode(byte[] value) => CachedValue.TryDecode(value, out var version, out var body)
        ? new(LookupStatus.Hit, version == 0 ? null : new(version, body))
        : new(LookupStatus.Miss);

    private static string Marker(long version, string token) => $"{version:D16}{token}";

    private string NextToken() => $"{_instance}:{Interlocked.Increment(ref _tokens)}";

    private static long Milliseconds(TimeSpan span) => Math.Max(1, (long)span.TotalMilliseconds);
}
