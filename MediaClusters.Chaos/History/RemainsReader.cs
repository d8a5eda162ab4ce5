using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Chaos.History;

/// <summary>Looks at what the services left behind.</summary>
internal sealed class RemainsReader(NpgsqlDataSource database, IConnectionMultiplexer redis)
{
    private const string Counts = """
        SELECT (SELECT count(*) FROM cluster_jobs WHERE status = 'queued'),
               (SELECT count(*) FROM cluster_jobs WHERE status = 'processing'),
               (SELECT count(*) FROM cache_outbox),
               (SELECT count(*) FROM maintenance_tasks WHERE lease_expires_at > clock_timestamp()),
               (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
        """;

    private const string CountSessions = """
        SELECT application_name, count(*),
               count(*) FILTER (WHERE state LIKE 'idle in transaction%' AND clock_timestamp() - state_change > interval '6 s')
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> current_setting('application_name')
          AND backend_type = 'client backend'
        GROUP BY 1 ORDER BY 1
        """;

    public async Task<Remains> ReadAsync(CancellationToken cancellationToken)
    {
        var remains = new Remains { Sessions = await ReadSessionsAsync(cancellationToken), Keys = await ReadKeysAsync() };
        await using var command = database.CreateCommand(Counts);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return remains with
        {
            Queued = reader.GetInt64(0),
            Processing = reader.GetInt64(1),
            OwedCacheUpdates = reader.GetInt64(2),
            HeldTasks = reader.GetInt64(3),
            AdvisoryLocks = reader.GetInt64(4),
        };
    }

    private async Task<IReadOnlyList<Sessions>> ReadSessionsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(CountSessions);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sessions = new List<Sessions>();
        while (await reader.ReadAsync(cancellationToken))
            sessions.Add(new(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        return sessions;
    }

    private async Task<IReadOnlyList<CacheKey>> ReadKeysAsync()
    {
        var server = redis.GetServer(redis.GetEndPoints()[0]);
        var names = server.Keys(pageSize: 1000).ToArray();
        var keys = new List<CacheKey>();
        foreach (var name in names)
        {
            // One that has expired since it was listed is gone, as it should be.
            if (await redis.GetDatabase().KeyExistsAsync(name))
                keys.Add(new($"{name}", await redis.GetDatabase().KeyTimeToLiveAsync(name)));
        }

        return keys;
    }
}
