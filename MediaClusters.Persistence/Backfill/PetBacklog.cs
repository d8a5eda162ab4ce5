using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Backfill;

internal sealed class PetBacklog(NpgsqlDataSource dataSource) : IPetBacklog
{
    // Clocks of the processes that share a run may differ by as much.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromHours(1);

    public async Task<long> CountPetsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(BacklogSql.CountPets);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<IReadOnlyList<JudgedPet>> NextAsync(Guid after, int count, string algorithm, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(BacklogSql.Next);
        command.With(("after", after), ("count", count), ("algorithm", algorithm));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var pets = new List<JudgedPet>(count);
        while (await reader.ReadAsync(cancellationToken))
        {
            var state = !reader.GetBoolean(1) ? PetState.WithoutPhotos
                : reader.GetNullable<bool?>(2) == true ? PetState.Outdated
                : PetState.UpToDate;
            pets.Add(new(reader.GetGuid(0), state));
        }

        return pets;
    }

    public async Task<BackgroundJobs> CountBackgroundJobsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(BacklogSql.CountBackgroundJobs);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    public async Task<RunOutcome> GetOutcomeAsync(
        string tag, DateTimeOffset since, IReadOnlyCollection<Guid> joined, CancellationToken cancellationToken)
    {
        await using var command = OfRun(BacklogSql.GetOutcome, tag, since, joined);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    public async Task<IReadOnlyList<FailedJob>> ListFailedAsync(
        string tag, DateTimeOffset since, IReadOnlyCollection<Guid> joined, int limit, CancellationToken cancellationToken)
    {
        await using var command = OfRun(BacklogSql.ListFailed, tag, since, joined);
        command.With(("limit", limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var failed = new List<FailedJob>();
        while (await reader.ReadAsync(cancellationToken))
            failed.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetNullable<string>(2)));
        return failed;
    }

    public async Task<TaskHolder?> FindHolderAsync(string task, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(BacklogSql.FindHolder);
        command.With(("name", task));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)) : null;
    }

    private NpgsqlCommand OfRun(string sql, string tag, DateTimeOffset since, IReadOnlyCollection<Guid> joined)
        => dataSource.CreateCommand(sql)
            .With(("since", Guid.CreateVersion7(since - ClockDifference)), ("joined", joined.ToArray()))
            .With("tag", NpgsqlDbType.Jsonb, tag);
}
