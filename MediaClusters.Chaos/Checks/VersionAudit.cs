using MediaClusters.Chaos.History;
using MediaClusters.Clustering;
using MediaClusters.Persistence;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Images;
using Npgsql;

namespace MediaClusters.Chaos.Checks;

/// <summary>Reads every stored version and says what does not agree, pet by pet; the newest one is computed once more.</summary>
internal sealed class VersionAudit(NpgsqlDataSource database, IReadOnlyDictionary<(Guid PetId, long Version), ulong> served)
{
    private const string Versions = """
        SELECT c.id, c.pet_id, c.version, c.cluster_count, c.image_count, c.metrics::text, c.restored_from, c.created_at, c.parameters, s.encoding, s.payload
        FROM pet_clusters c LEFT JOIN cluster_snapshots s ON s.cluster_id = c.id
        WHERE c.pet_id = $1 ORDER BY c.version
        """;

    private const string Members = """
        SELECT m.cluster_id, m.image_id, m.cluster_index, m.distance, (m.metadata->>'stable_id')::uuid
        FROM cluster_members m JOIN pet_clusters c ON c.id = m.cluster_id WHERE c.pet_id = $1
        """;

    private const string Heroes = """
        SELECT h.cluster_id, h.image_id, h.cluster_index, h.score
        FROM cluster_heroes h JOIN pet_clusters c ON c.id = h.cluster_id WHERE c.pet_id = $1
        """;

    private readonly PetClusterer _clusterer = new(new ClusteringOptions());
    private readonly ILookup<Guid, long> _served = served.Keys.ToLookup(version => version.PetId, version => version.Version);

    /// <summary>What does not agree about a pet.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(Guid petId, CancellationToken cancellationToken)
    {
        var members = (await ReadAsync(Members, petId, row => (row.GetGuid(0), new StoredMember(row.GetGuid(1), row.GetInt32(2), row.GetDouble(3), row.GetGuid(4))), cancellationToken)).ToLookup(row => row.Item1, row => row.Item2);
        var heroes = (await ReadAsync(Heroes, petId, row => (row.GetGuid(0), new StoredHero(row.GetGuid(1), row.GetInt32(2), row.GetDouble(3))), cancellationToken)).ToLookup(row => row.Item1, row => row.Item2);
        var versions = await ReadAsync(Versions, petId, row => (
            Id: row.GetGuid(0),
            CreatedAt: row.GetFieldValue<DateTimeOffset>(7),
            Parameters: row.IsDBNull(8) ? null : row.GetString(8),
            Stored: row.IsDBNull(9) ? null : new StoredVersion(row.GetGuid(1), row.GetInt64(2), row.GetInt32(3), row.GetInt32(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetInt64(6))
            {
                Body = SnapshotCodec.Read(row, 9),
                Members = [.. members[row.GetGuid(0)]],
                Heroes = [.. heroes[row.GetGuid(0)]],
            }), cancellationToken);

        var numbers = versions.Select(version => version.Stored?.Version).ToHashSet();
        var found = _served[petId].Where(version => !numbers.Contains(version)).Select(version => $"version {version} of pet {petId} was served and is not stored").ToList();
        ReadOnlyMemory<byte>? previous = null;
        foreach (var (id, _, _, stored) in versions)
        {
            if (stored is null)
            {
                found.Add($"version {id} of pet {petId} has no snapshot");
                continue;
            }

            found.AddRange(VersionAgreement.Differences(stored, previous));
            if (served.TryGetValue((petId, stored.Version), out var content) && content != BodyHash.Of(stored.Body.Span))
                found.Add($"version {stored.Version} of pet {petId} was served with another body than is stored");
            previous = stored.Body;
        }

        if (versions is [.., { Stored: { } newest } last])
        {
            found.AddRange(await HeadAsync(newest, last.Id, cancellationToken));
            if (newest.RestoredFrom is null && last.Parameters != _clusterer.Parameters)
                found.Add($"version {newest.Version} of pet {petId} was made with {last.Parameters ?? "nothing"} in place of {_clusterer.Parameters}");
            else if (newest.RestoredFrom is null)
                found.AddRange(await RecomputeAsync(newest, last.CreatedAt, versions is [.., { Stored: { } before }, _] ? before.Body : (ReadOnlyMemory<byte>?)null, cancellationToken));
        }

        return found;
    }

    /// <summary>The photos that are in no group of their pet's newest version.</summary>
    public static async Task<IReadOnlyList<(Guid PetId, Guid ImageId)>> ReadNoiseAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT p.pet_id, s.encoding, s.payload FROM pets p JOIN cluster_snapshots s ON s.cluster_id = p.latest_cluster_id");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var noise = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var petId = reader.GetGuid(0);
            noise.AddRange(VersionReader.Read(SnapshotCodec.Read(reader, 1)).Result.Noise.Select(imageId => (petId, imageId)));
        }

        return noise;
    }

    private async Task<IReadOnlyList<string>> HeadAsync(StoredVersion newest, Guid id, CancellationToken cancellationToken)
    {
        var heads = await ReadAsync("SELECT latest_version, latest_cluster_id FROM pets WHERE pet_id = $1", newest.PetId, row => (row.GetInt64(0), row.GetGuid(1)), cancellationToken);
        return heads is [var head] && head == (newest.Version, id) ? [] : [$"the head of pet {newest.PetId} is not its newest version {newest.Version}"];
    }

    /// <summary>The same photos after the same version give the same bytes, as long as nobody changed a photo since.</summary>
    private async Task<IReadOnlyList<string>> RecomputeAsync(StoredVersion newest, DateTimeOffset createdAt, ReadOnlyMemory<byte>? previousBody, CancellationToken cancellationToken)
    {
        using var blocks = new EmbeddingBlocks();
        await using var batch = database.CreateBatch();
        batch.Add(ImageSql.LoadMajority, ("pet", newest.PetId), ("limit", _clusterer.MaxPhotos));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var selection = await PhotoReader.ReadAsync(reader, _clusterer.MaxPhotos, blocks, cancellationToken);
        var photos = selection.Photos.Select(photo => photo.Photo).ToArray();

        // Whether the job was forced is not told, and a forced one does not build on the groups that are there.
        return IsResult(allowsIncrement: true) || IsResult(allowsIncrement: false)
            ? []
            : [$"version {newest.Version} of pet {newest.PetId} is not what its {photos.Length} photos give"];

        bool IsResult(bool allowsIncrement) =>
            Write(newest, createdAt, photos, Previous(previousBody, newest.Version - 1, allowsIncrement)).Span.SequenceEqual(newest.Body.Span);
    }

    private ReadOnlyMemory<byte> Write(StoredVersion version, DateTimeOffset createdAt, Photo[] photos, PreviousClusters? previous) =>
        VersionJson.Write(version.PetId, version.Version, createdAt, _clusterer.Cluster(photos, previous, CancellationToken.None));

    private static PreviousClusters? Previous(ReadOnlyMemory<byte>? body, long version, bool allowsIncrement)
    {
        if (body is not { } bytes)
            return null;
        var result = VersionReader.Read(bytes).Result;
        return new(
            [.. result.Clusters.Select(cluster => new PreviousGroup(cluster.StableId, cluster.Hero.ImageId, [.. cluster.Members.Select(member => member.ImageId)]))],
            result.Noise,
            allowsIncrement && result.Run is not null,
            result.Run?.AddedSinceFull ?? 0,
            version);
    }

    private async Task<List<T>> ReadAsync<T>(string sql, Guid petId, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = petId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
