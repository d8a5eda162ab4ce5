using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Persistence.Cache;

internal interface ICacheTrust
{
    /// <summary>False while Redis may hold bodies that a commit could not remove; asking starts the way back.</summary>
    bool IsTrusted();
}

/// <summary>
/// While Redis was away writers committed without marking, and a Redis that comes back with its data brings
/// old bodies along. So after an outage this process believes no cached body until it has dropped every pet
/// that the outbox names. That work is also the circuit's probe: no reader waits for it.
/// </summary>
internal sealed class CacheTrust(RedisPort port, IPetCache cache, NpgsqlDataSource database, TimeProvider time, ILogger<CacheTrust> logger) : ICacheTrust
{
    internal const string OwedSql = "SELECT pet_id, max(version) FROM cache_outbox WHERE pet_id > @after GROUP BY pet_id ORDER BY pet_id LIMIT 1000";

    // Seconds. The next try is soon, and may get a connection that leads somewhere.
    private const int Patience = 2;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private long _clearedOutages;
    private long _lastAttempt;
    private int _running;

    /// <summary>The catch-up under way, for those who want to wait for it.</summary>
    internal Task CatchingUp { get; private set; } = Task.CompletedTask;

    public bool IsTrusted()
    {
        if (Volatile.Read(ref _clearedOutages) == port.Outages)
            return true;

        var due = Volatile.Read(ref _lastAttempt) is var last && (last == 0 || time.GetElapsedTime(last) >= RetryPause);
        if (due && Interlocked.CompareExchange(ref _running, 1, 0) == 0)
            CatchingUp = CatchUpAsync();
        return false;
    }

    private async Task CatchUpAsync()
    {
        try
        {
            Volatile.Write(ref _lastAttempt, time.GetTimestamp());
            var outages = port.Outages;
            if (await DropOwedAsync() is { } pets)
            {
                Volatile.Write(ref _clearedOutages, outages);
                logger.TrustRegained(pets);
            }
        }
        catch (Exception exception)
        {
            logger.CatchUpFailed(exception);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>The number of pets dropped; null when Redis still does not answer.</summary>
    private async Task<int?> DropOwedAsync()
    {
        // A pet nobody has: is Redis there at all, before Postgres is asked for a backlog?
        if (!await cache.DropAsync(Guid.Empty))
            return null;

        var count = 0;
        var after = Guid.Empty;
        while (true)
        {
            var page = await ReadOwedAsync(after);
            if (page.Count == 0)
                return count;

            var told = await Task.WhenAll(page.Select(async pet => await cache.SettleAsync(pet.PetId, pet.Version)));
            if (!told.All(answered => answered))
                return null;
            count += page.Count;
            after = page[^1].PetId;
        }
    }

    // Without locks: relays delete these rows, this one only has to be sure that they no longer matter.
    private async Task<List<(Guid PetId, long Version)>> ReadOwedAsync(Guid after)
    {
        await using var command = database.CreateCommand(OwedSql);
        command.CommandTimeout = Patience;
        command.With(("after", after));
        await using var rows = await command.ExecuteReaderAsync();
        var page = new List<(Guid, long)>();
        while (await rows.ReadAsync())
            page.Add((rows.GetGuid(0), rows.GetInt64(1)));
        return page;
    }
}
