using MediaClusters.Chaos.Cluster;
using Npgsql;

namespace MediaClusters.Chaos.History;

/// <summary>Looks into Postgres, past every proxy, for which versions are committed: what it saw, whoever reads afterwards must see.</summary>
internal sealed class HeadWatcher(NpgsqlDataSource database, ChaosClock clock, CallLog log)
{
    public const string Name = "watcher";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<Guid, long> _seen = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(Interval);
        try
        {
            while (await tick.WaitForNextTickAsync(cancellationToken))
                await LookAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var began = clock.Elapsed;
            await using var command = database.CreateCommand("SELECT pet_id, latest_version FROM pets WHERE latest_version > 0");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var heads = new List<(Guid PetId, long Version)>();
            while (await reader.ReadAsync(cancellationToken))
                heads.Add((reader.GetGuid(0), reader.GetInt64(1)));
            var ended = clock.Elapsed;
            foreach (var (petId, version) in heads)
            {
                if (_seen.GetValueOrDefault(petId) == version)
                    continue;
                _seen[petId] = version;
                log.Add(new Sighting(Name, Api: null, petId, began, ended, version));
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // A fault of Postgres; what it keeps from being seen is not promised to anybody meanwhile.
        }
    }
}
