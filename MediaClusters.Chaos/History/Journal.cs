using MediaClusters.Chaos.Cluster;
using Npgsql;

namespace MediaClusters.Chaos.History;

/// <summary>What was committed, as the database noted it: a history in which the services have no say.</summary>
internal sealed class Journal(NpgsqlDataSource database, ChaosClock clock)
{
    /// <summary>The most that the journal's times and the callers' may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMilliseconds(50);

    private const int Soundings = 20;

    // The run's zero by the database's clock, which is the machine's: no fault moves that one.
    private DateTime _zero;

    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        await using (var install = database.CreateCommand(JournalSql.Install))
            await install.ExecuteNonQueryAsync(cancellationToken);

        var least = TimeSpan.MaxValue;
        for (var i = 0; i < Soundings; i++)
        {
            await using var ask = database.CreateCommand("SELECT clock_timestamp()");
            var before = clock.Elapsed;
            var told = (DateTime)(await ask.ExecuteScalarAsync(cancellationToken))!;
            var took = clock.Elapsed - before;
            if (took < least)
                (least, _zero) = (took, told - before - (took / 2));
        }
    }

    public async Task<IReadOnlyList<JobChange>> ReadJobChangesAsync(CancellationToken cancellationToken) =>
        await ReadAsync(JournalSql.ReadJobChanges, row => new JobChange(
            row.GetGuid(0),
            row.GetGuid(1),
            row.IsDBNull(3) ? null : State(row, 3),
            State(row, 7),
            By(row, 11)) { Key = Text(row, 2) }, cancellationToken);

    public async Task<IReadOnlyList<VersionWrite>> ReadVersionWritesAsync(CancellationToken cancellationToken) =>
        await ReadAsync(JournalSql.ReadVersionWrites, row => new VersionWrite(
            row.GetGuid(0),
            row.GetInt64(1),
            row.IsDBNull(2) ? null : row.GetGuid(2),
            row.IsDBNull(3) ? null : row.GetInt64(3),
            By(row, 4)), cancellationToken);

    public async Task<IReadOnlyList<JobRow>> ReadJobsAsync(CancellationToken cancellationToken) =>
        await ReadAsync(JournalSql.ReadJobs, row => new JobRow(row.GetGuid(0), row.GetGuid(1), row.GetString(2), Text(row, 3), Text(row, 4)), cancellationToken);

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private JobState State(NpgsqlDataReader row, int ordinal) => new(
        row.GetString(ordinal),
        row.GetInt32(ordinal + 1),
        Text(row, ordinal + 2),
        row.IsDBNull(ordinal + 3) ? null : Time(row, ordinal + 3));

    private WrittenBy By(NpgsqlDataReader row, int ordinal) =>
        new(row.GetInt64(ordinal), Time(row, ordinal + 1), Time(row, ordinal + 2), row.GetString(ordinal + 3));

    private TimeSpan Time(NpgsqlDataReader row, int ordinal) => row.GetDateTime(ordinal) - _zero;

    private static string? Text(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
