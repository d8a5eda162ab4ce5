using MediaClusters.Persistence.Cache;
using StackExchange.Redis;

namespace MediaClusters.Persistence.Legacy;

internal sealed class LegacyStates(RedisPort port) : ILegacyStates
{
    /// <summary>KEYS: state. ARGV: sequence, value. 1 when stored, 0 when a later attempt's state is there.</summary>
    internal const string StoreScript =
        """
        local head = redis.call('GETRANGE', KEYS[1], 0, 127)
        local held = tonumber(string.match(head, '^{"media_clusters":{"sequence":(%d+)') or '-1')
        if held > tonumber(ARGV[1]) then return 0 end
        redis.call('SET', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>KEYS: state. ARGV: the first sequence to stay. Whatever else is there goes, if it is no string as well.</summary>
    internal const string RemoveScript =
        """
        local head = redis.pcall('GETRANGE', KEYS[1], 0, 127)
        local held = type(head) == 'string' and tonumber(string.match(head, '^{"media_clusters":{"sequence":(%d+)') or '-1') or -1
        if held < tonumber(ARGV[1]) then redis.call('DEL', KEYS[1]) end
        return 1
        """;

    // There is nobody else to ask, so it gets more time than the cache; a writer waits within a transaction.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    public async Task<LegacyParse?> FindAsync(Guid petId)
    {
        var value = await SendAsync(petId, static (redis, pet) => redis.StringGetAsync(LegacyKeys.State(pet)));
        return (byte[]?)value is { } bytes ? LegacyStateJson.Parse(bytes) : null;
    }

    public async Task<LegacyHead?> PeekAsync(Guid petId)
    {
        var value = await SendAsync(petId, static (redis, pet) => redis.StringGetRangeAsync(LegacyKeys.State(pet), 0, LegacyHead.Length - 1));
        return (byte[]?)value is { Length: > 0 } bytes ? LegacyHead.Parse(bytes) : null;
    }

    public async Task StoreAsync(Guid petId, LegacyState state)
    {
        var sequence = state.Addition?.Sequence ?? throw new ArgumentException("A state of the stub is not ours to write.", nameof(state));
        var stored = await SendAsync(
            (Key: (RedisKey)LegacyKeys.State(petId), Sequence: sequence, Json: LegacyStateJson.Write(state)),
            static (redis, call) => redis.ScriptEvaluateAsync(StoreScript, [call.Key], [call.Sequence, call.Json]));
        if ((int)stored! != 1)
            throw new InvalidOperationException($"The state of pet {petId} in Redis is of a later attempt than sequence {sequence}.");
    }

    public async Task<bool> TryRemoveAsync(string key, DateTimeOffset deletedAt)
    {
        var reply = await port.SendAsync(
            (Key: (RedisKey)key, Sequence: LegacyAddition.SequenceOf(deletedAt)),
            static (redis, call) => redis.ScriptEvaluateAsync(RemoveScript, [call.Key], [call.Sequence]),
            Budget);
        return reply.Status == ReplyStatus.Answered;
    }

    private async ValueTask<T?> SendAsync<TState, T>(TState state, Func<IDatabase, TState, Task<T>> send)
    {
        var reply = await port.SendAsync(state, send, Budget);
        return reply.Status == ReplyStatus.Answered
            ? reply.Value
            : throw new RedisUnavailableException("Redis, which holds the stub's states, is away or too slow.");
    }
}
