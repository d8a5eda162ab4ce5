using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.Persistence.Jobs;

/// <summary>Takes due jobs for this process.</summary>
internal sealed class JobClaims(NpgsqlDataSource dataSource, QueueFloors floors, IOptions<JobQueueOptions> options)
{
    private readonly JobQueueOptions _options = options.Value;
    private readonly AgingTurns _turns = new(options.Value.AgingShare);

    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(string workerId, int count, CancellationToken cancellationToken)
    {
        var from = floors.Current;
        await using var command = dataSource.CreateCommand(ClaimSql.Claim);
        command.With(
            ("worker", workerId),
            ("count", count),
            ("lease", _options.Lease),
            ("aged", _turns.Among(count)),
            ("aging_after", _options.AgingAfter),
            ("lows", from.Lows),
            ("highs", from.Highs),
            ("floors", from.Floors));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<ClaimedJob>(count);
        var places = new List<(short Priority, DateTimeOffset RunAfter)>(count);
        DateTimeOffset now = default;
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedJob(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetInt32(2),
                workerId,
                reader.GetInt32(3),
                reader.GetBoolean(4),
                reader.GetNullable<string>(5),
                reader.GetFieldValue<DateTimeOffset>(6))
            {
                ClaimedAt = reader.GetFieldValue<DateTimeOffset>(7),
                SnoozesLeft = Math.Max(0, _options.MaxSnoozes - reader.GetInt32(8)),
            });
            places.Add((reader.GetInt16(9), reader.GetFieldValue<DateTimeOffset>(10)));
            now = reader.GetFieldValue<DateTimeOffset>(11);
        }

        _turns.Took(claimed.Count);
        floors.Advance(from, now, places);
        return claimed;
    }
}
