using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Clusters;

/// <summary>What is told here binds reads of newest versions through the cache as well: they must not go back behind it.</summary>
internal sealed class ClusterReader(NpgsqlDataSource dataSource, IDbContextFactory<MediaClustersDbContext> contexts, VersionFloor floor) : IClusterReader
{
    public Task<VersionBody?> FindLatestAsync(Guid petId, CancellationToken cancellationToken) =>
        LostConnection.ReadAgainAsync<VersionBody?>(async () =>
        {
            await using var command = dataSource.CreateCommand(ClusterSql.FindLatest);
            command.Parameters.AddNext(petId);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await ReadBodyAsync(reader, cancellationToken);
        });

    public Task<VersionBody?> FindVersionAsync(Guid petId, long version, CancellationToken cancellationToken) =>
        LostConnection.ReadAgainAsync<VersionBody?>(async () =>
        {
            await using var command = dataSource.CreateCommand(ClusterSql.FindVersion);
            command.Parameters.AddNext(petId).AddNext(version);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var body = await ReadBodyAsync(reader, cancellationToken);
            floor.Raise(petId, body?.Version ?? 0);
            return body;
        });

    public Task<IReadOnlyDictionary<Guid, VersionBody>> FindLatestAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken) =>
        LostConnection.ReadAgainAsync<IReadOnlyDictionary<Guid, VersionBody>>(async () =>
        {
            await using var command = dataSource.CreateCommand(ClusterSql.FindLatestOfMany);
            command.With(("pets", petIds.ToArray()));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await ReadBodiesAsync(reader, petIds.Count, cancellationToken);
        });

    public Task<IReadOnlyDictionary<Guid, long>> ListLatestVersionsAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken) =>
        LostConnection.ReadAgainAsync<IReadOnlyDictionary<Guid, long>>(async () =>
        {
            await using var command = dataSource.CreateCommand(ClusterSql.ListLatestVersions);
            command.With(("pets", petIds.ToArray()));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var versions = new Dictionary<Guid, long>(petIds.Count);
            while (await reader.ReadAsync(cancellationToken))
            {
                var (petId, version) = (reader.GetGuid(0), reader.GetInt64(1));
                versions.Add(petId, version);
                floor.Raise(petId, version);
            }

            return versions;
        });

    public async Task<IReadOnlyList<VersionSummary>> ListAsync(Guid petId, long? beforeVersion, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var versions = await context.Clusters.AsNoTracking()
            .Where(cluster => cluster.PetId == petId && (beforeVersion == null || cluster.Version < beforeVersion))
            .OrderByDescending(cluster => cluster.Version)
            .Take(limit)
            .Select(cluster => new VersionSummary(
                cluster.Version, cluster.Id, cluster.JobId, cluster.CreatedAt, cluster.Algorithm,
                cluster.ClusterCount, cluster.ImageCount, cluster.Metrics))
            .ToListAsync(cancellationToken);
        if (versions is [var newest, ..])
            floor.Raise(petId, newest.Version);
        return versions;
    }

    public Task<IReadOnlyList<ImagePlacement>> FindPlacementsAsync(Guid imageId, bool latestOnly, Guid? before, int limit, CancellationToken cancellationToken) =>
        LostConnection.ReadAgainAsync<IReadOnlyList<ImagePlacement>>(async () =>
        {
            await using var command = dataSource.CreateCommand(ClusterSql.FindPlacements);
            command.With(("image", imageId), ("latest_only", latestOnly), ("limit", limit)).With("before", NpgsqlDbType.Uuid, before);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var placements = new List<ImagePlacement>();
            while (await reader.ReadAsync(cancellationToken))
            {
                placements.Add(new ImagePlacement(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetInt64(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetBoolean(4),
                    reader.GetInt32(5),
                    reader.GetGuid(6),
                    reader.GetDouble(7),
                    reader.GetBoolean(8)));
            }

            foreach (var placement in placements)
                floor.Raise(placement.PetId, placement.Version);
            return placements;
        });

    /// <summary>What <see cref="ClusterSql.FindLatest"/> and <see cref="ClusterSql.FindVersion"/> found.</summary>
    internal static async Task<VersionBody?> ReadBodyAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
        => await reader.ReadAsync(cancellationToken)
            ? SnapshotCodec.ReadVersion(reader, 0)
            : null;

    /// <summary>What <see cref="ClusterSql.FindLatestOfMany"/> found.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, VersionBody>> ReadBodiesAsync(NpgsqlDataReader reader, int most, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, VersionBody>(most);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0), new VersionBody(reader.GetInt64(1), SnapshotCodec.Read(reader, 2)));
        return found;
    }
}
