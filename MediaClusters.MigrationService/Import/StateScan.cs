using System.Runtime.CompilerServices;
using System.Text;
using MediaClusters.MigrationService.Backfill;
using MediaClusters.Persistence.Legacy;
using StackExchange.Redis;

namespace MediaClusters.MigrationService.Import;

/// <summary>Reads the stub's states, without ever changing one. Pages keep millions of them from being held, or waited for, at once.</summary>
internal sealed class StateScan(IConnectionMultiplexer connection, TimeProvider time)
{
    private const int PageSize = 500;

    // What one command may bring back, unless a single state is longer.
    private const long MaxBytesRead = 8 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly IDatabase _redis = connection.GetDatabase();

    /// <exception cref="BackfillStoppedException">Redis does not answer, or holds only some of the keys.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await _redis.PingAsync().WaitAsync(Patience, time, cancellationToken);
                break;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                if (time.GetElapsedTime(started) > Patience)
                    throw new BackfillStoppedException($"Redis does not answer: {exception.Message}");
                await Task.Delay(Pause, time, cancellationToken);
            }
        }

        if (connection.GetEndPoints().Any(endpoint => connection.GetServer(endpoint) is { IsConnected: true, ServerType: ServerType.Cluster }))
            throw new BackfillStoppedException("Redis is a cluster, of which a scan sees one node only: import from each of its primaries by itself.");
    }

    /// <summary>The keys of all states, page by page; a key may come twice while Redis rearranges its own table.</summary>
    public async IAsyncEnumerable<IReadOnlyList<byte[]>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = "0";
        do
        {
            var reply = (RedisResult[])(await SendAsync(
                _redis.ExecuteAsync("SCAN", cursor, "MATCH", $"{LegacyKeys.Prefix}*", "COUNT", PageSize), cancellationToken))!;
            cursor = (string)reply[0]!;
            var keys = ((RedisResult[])reply[1]!).Select(key => (byte[])key!).ToArray();
            if (keys.Length > 0)
                yield return keys;
        }
        while (cursor != "0");
    }

    /// <summary>The values of the keys, in their order, and no more at a time than one command may bring back.</summary>
    public async IAsyncEnumerable<IReadOnlyList<StoredState>> ReadAsync(IReadOnlyList<byte[]> keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The length first: nobody knows what else was put under such a name.
        var lengths = await Task.WhenAll(keys.Select(key => SendAsync(MeasureAsync(key), cancellationToken)));
        for (var first = 0; first < keys.Count;)
        {
            var (next, bytes) = (first, 0L);
            while (next < keys.Count && (next == first || bytes + Readable(lengths[next]) <= MaxBytesRead))
                bytes += Readable(lengths[next++]);

            var readable = Enumerable.Range(first, next - first).Where(i => lengths[i] is >= 0 and <= LegacyStateJson.MaxBytes).ToArray();
            var values = readable.Length == 0 ? [] : await SendAsync(_redis.StringGetAsync(Array.ConvertAll(readable, i => (RedisKey)keys[i])), cancellationToken);
            var byIndex = readable.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
            yield return [.. Enumerable.Range(first, next - first).Select(i => new StoredState(keys[i], lengths[i], byIndex.TryGetValue(i, out var value) ? (byte[]?)value : null))];
            first = next;
        }
    }

    private static long Readable(long length) => length is >= 0 and <= LegacyStateJson.MaxBytes ? length : 0;

    private async Task<long> MeasureAsync(byte[] key)
    {
        try
        {
            return await _redis.StringLengthAsync(key);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            return StoredState.NoString;
        }
    }

    private async Task<T> SendAsync<T>(Task<T> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new BackfillStoppedException($"Redis failed: {exception.Message}. Run again to go on.");
        }
    }
}

/// <summary>What is under a key.</summary>
/// <param name="Key">The key's bytes.</param>
/// <param name="Length">Of the value, or <see cref="NoString"/>.</param>
/// <param name="Value">Null when it is no string, too long to be read, or gone.</param>
internal sealed record StoredState(byte[] Key, long Length, byte[]? Value)
{
    public const long NoString = -1;

    /// <summary>The key for people: what is no printable text is escaped.</summary>
    public static string Show(byte[] key)
    {
        var shown = new StringBuilder(key.Length);
        foreach (var rune in Encoding.Latin1.GetString(key).EnumerateRunes())
            shown.Append(rune.Value is >= 0x20 and < 0x7F ? rune.ToString() : $"\\x{rune.Value:x2}");
        return shown.Length > 300 ? $"{shown.ToString(0, 300)}…" : shown.ToString();
    }
}
