using Npgsql;

namespace MediaClusters.Persistence.Jobs;

/// <summary>Reads how much there is to do, and for how long it has been.</summary>
internal sealed class QueueStatsReader(NpgsqlDataSource dataSource, QueueFloors floors)
{
    public async Task<QueueStats> ReadAsync(CancellationToken cancellationToken)
    {
        var from = await floors.KnowAsync(cancellationToken);
        (string, object)[] segments = [("lows", from.Lows), ("highs", from.Highs), ("floors", from.Floors)];
        await using var batch = dataSource.CreateBatch();
        batch.Add(StatsSql.Queued, segments);
        batch.Add(StatsSql.OldestQueued, segments);
        batch.Add(StatsSql.Processing, ("leases", from.LeaseFloor));
        batch.Add(StatsSql.Failed);
        batch.Add(StatsSql.OldestFailed);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (queued, queuedEntries) = await CountsAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var oldestQueued = await AgeAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var (processing, _) = await CountsAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var (failed, seen, failedEntries) = await FailedAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var oldestFailed = await AgeAsync(reader, cancellationToken);
        return new(
            [
                .. Depths(ClusterJobStatus.Queued, queued, QueueEstimate.OfQueued([.. queued.Values], queuedEntries)),
                .. Depths(ClusterJobStatus.Processing, processing, [.. processing.Values]),
                .. Depths(ClusterJobStatus.Failed, failed, QueueEstimate.OfFailed([.. failed.Values], seen, failedEntries)),
            ],
            oldestQueued,
            oldestFailed);
    }

    private static async Task<(SortedDictionary<PriorityClass, long> Counts, long Entries)> CountsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<PriorityClass, long>();
        var entries = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add((PriorityClass)reader.GetInt32(0), reader.GetInt64(1));
            if (reader.FieldCount > 2)
                entries = reader.GetInt64(2);
        }

        return (counts, entries);
    }

    private static async Task<(SortedDictionary<PriorityClass, long> Counts, long Seen, long Entries)> FailedAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<PriorityClass, long>();
        var (seen, entries) = (0L, 0L);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add((PriorityClass)reader.GetInt32(0), reader.GetInt64(1));
            seen += reader.GetInt64(2);
            entries = reader.GetInt64(3);
        }

        return (counts, seen, entries);
    }

    private static async Task<TimeSpan> AgeAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        return reader.GetFieldValue<TimeSpan>(0);
    }

    private static IEnumerable<QueueDepth> Depths(ClusterJobStatus status, SortedDictionary<PriorityClass, long> counted, IReadOnlyList<long> jobs)
        => counted.Keys.Zip(jobs, (priority, count) => new QueueDepth(status, priority, count)).Where(depth => depth.Jobs > 0);
}
