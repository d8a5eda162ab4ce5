using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace MediaClusters.LoadTests.Seeding;

/// <summary>
/// Brings pets with a version each into the database, past the API and by COPY, their rows and bodies as the product writes
/// them. Can be called again for more pets.
/// </summary>
/// <param name="database">Gets them.</param>
/// <param name="seed">Makes pets that no other seed makes.</param>
/// <param name="time">Tells when they are brought in.</param>
/// <param name="photos">How many photos each has; 0 for few or many, as pets have.</param>
internal sealed class PetSeeder(NpgsqlDataSource database, int seed, TimeProvider time, int photos = 0)
{
    private const int Batch = 500;
    private const int Connections = 3;

    private readonly Lock _showing = new();
    private long _rows;
    private int _done;

    /// <summary>Pets from 0 that are there by now.</summary>
    public int Count { get; private set; }

    /// <summary>Those of them that have photos, from 0.</summary>
    public int WithPhotos { get; private set; }

    public SeededPet this[int index] => new(seed, index, photos);

    /// <param name="pets">As many there will be.</param>
    /// <param name="withPhotos">As many of them get photos too; the rest have nothing to cluster anew.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Rows a second.</returns>
    public async Task<double> SeedAsync(int pets, int withPhotos, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        (_rows, _done) = (0, 0);
        await InBatchesAsync("pets", Count, pets, CopyVersions, cancellationToken);
        await InBatchesAsync("pets' photos", WithPhotos, withPhotos, CopyPhotos, cancellationToken);
        (Count, WithPhotos) = (Math.Max(Count, pets), Math.Max(WithPhotos, withPhotos));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;

        // What bringing them in owes is paid before anything is measured.
        await ExecuteAsync("VACUUM (ANALYZE)", cancellationToken);
        await ExecuteAsync("CHECKPOINT", cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_rows:N0} rows copied in {elapsed:F1} s, {_rows / elapsed:N0} a second; settled after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));
        return _rows / elapsed;
    }

    private async Task InBatchesAsync(string what, int from, int to, Func<NpgsqlConnection, int, int, long> copy, CancellationToken cancellationToken)
    {
        _done = from;
        var batches = Enumerable.Range(0, Math.Max(0, (to - from + Batch - 1) / Batch)).Select(n => (From: from + (n * Batch), To: Math.Min(to, from + ((n + 1) * Batch))));
        var options = new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batches, options, async (batch, stop) =>
        {
            await using var connection = await database.OpenConnectionAsync(stop);

            // Every reference is right by construction, and looking each up again takes most of the time. For as long as
            // the connection is out of its pool.
            await using (var trusting = new NpgsqlCommand("SET session_replication_role = replica", connection))
                await trusting.ExecuteNonQueryAsync(stop);
            var rows = copy(connection, batch.From, batch.To);
            Show(what, batch.To - batch.From, to, rows);
        });
        if (to > from && !Console.IsOutputRedirected)
            Console.WriteLine();
    }

    private void Show(string what, int pets, int of, long rows)
    {
        lock (_showing)
        {
            (_done, _rows) = (_done + pets, _rows + rows);
            if (!Console.IsOutputRedirected)
                Console.Write(string.Create(CultureInfo.InvariantCulture, $"\rSeeding {_done:N0} of {of:N0} {what}, {_rows:N0} rows "));
        }
    }

    private long CopyVersions(NpgsqlConnection connection, int from, int to)
    {
        var versions = Enumerable.Range(from, to - from).Select(index => SeededVersion.Make(this[index], time.GetUtcNow())).ToArray();
        return SeedCopies.CopyPets(connection, versions)
            + SeedCopies.CopyVersions(connection, versions)
            + SeedCopies.CopyMembers(connection, versions)
            + SeedCopies.CopyHeroes(connection, versions)
            + SeedCopies.CopySnapshots(connection, versions);
    }

    private long CopyPhotos(NpgsqlConnection connection, int from, int to)
        => SeedCopies.CopyPhotos(connection, Enumerable.Range(from, to - from).Select(index => this[index]));

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
