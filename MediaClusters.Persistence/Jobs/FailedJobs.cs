using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Jobs;

/// <summary>Finds failed jobs of all pets, the newest failure first.</summary>
internal sealed class FailedJobs(NpgsqlDataSource dataSource)
{
    /// <summary>However few of them the filter fits, so many failures are looked at and no more.</summary>
    public const int MaxRows = 10_000;

    private const int MaxPage = 1_000;
    private const int Growth = 4;

    /// <summary>Pages until there are no more failures, or <see cref="MaxRows"/> were looked at.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="without">Kinds of failures that are not meant.</param>
    /// <param name="before">Where the look before ended, or null.</param>
    /// <param name="rows">How many failures to look at first; later pages are longer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<FailedJobRows> ReadAsync(
        FailedJobFilter filter, string[] without, FailedJobKey? before, int rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = before;
        for (var left = MaxRows; left > 0;)
        {
            rows = Math.Min(Math.Min(rows, MaxPage), left);
            var page = await ReadPageAsync(filter, without, next, rows, cancellationToken);
            yield return page;
            if (page.Next is null)
                yield break;
            next = page.Next;
            left -= rows;
            rows *= Growth;
        }
    }

    private async Task<FailedJobRows> ReadPageAsync(
        FailedJobFilter filter, string[] without, FailedJobKey? before, int rows, CancellationToken cancellationToken)
    {
        var from = Start(filter, before);
        await using var command = dataSource.CreateCommand(FailedJobSql.Page);
        command
            .With(("without", without), ("before", from.FailedAt), ("before_id", from.JobId), ("after", filter.FailedAfter ?? DateTimeOffset.MinValue), ("rows", rows))
            .With("failures", NpgsqlDbType.Array | NpgsqlDbType.Text, filter.Failures?.ToArray())
            .With("job_reason", NpgsqlDbType.Text, filter.JobReason)
            .With("error", NpgsqlDbType.Text, filter.ErrorContains);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var fitting = new List<FailedJob>();
        FailedJobKey? last = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            var job = new FailedJob(reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetBoolean(4));
            if (reader.GetBoolean(3))
                fitting.Add(job);
            if (reader.GetInt64(5) == rows)
                last = job.Key;
        }

        return new(fitting, last);
    }

    /// <summary>What lies before both.</summary>
    private static FailedJobKey Start(FailedJobFilter filter, FailedJobKey? before)
    {
        var from = before ?? new(DateTimeOffset.MaxValue, Guid.AllBitsSet);
        return filter.FailedBefore is { } time && time <= from.FailedAt ? new(time, Guid.Empty) : from;
    }
}

/// <param name="Fitting">The jobs that the filter fits.</param>
/// <param name="Next">Where to go on; null when there is nothing more.</param>
internal sealed record FailedJobRows(List<FailedJob> Fitting, FailedJobKey? Next);

internal sealed record FailedJob(Guid Id, Guid PetId, DateTimeOffset FailedAt, bool PetIsBusy)
{
    public FailedJobKey Key => new(FailedAt, Id);
}
