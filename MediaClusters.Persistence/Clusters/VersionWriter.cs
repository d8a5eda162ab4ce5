using MediaClusters.Clustering;
using MediaClusters.Persistence.Cache;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Clusters;

/// <summary>
/// What all writers of versions have in common. Each holds the pet, marks it pending, writes, waits for the mark,
/// commits and publishes, in this order (docs/cache-protocol.md).
/// </summary>
internal static class VersionWriter
{
    /// <summary>Holds an existing pet until the transaction ends: two statements, of which the first one's answer is for <see cref="ReadNextAsync"/>.</summary>
    public static void AddHold(NpgsqlBatch batch, Guid petId)
    {
        batch.Add(ClusterSql.HoldPet, ("pet", petId));
        batch.Add(PetWriteLock.AcquireSql, ("lock", PetWriteLock.Key(petId)));
    }

    /// <summary>The pet's next version; null when there is no such pet. Its newest one is in the row's third column.</summary>
    public static async Task<PersistedVersion?> ReadNextAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        // The id's time is the database's too: lists page by id, and hosts' clocks differ.
        var createdAt = reader.GetFieldValue<DateTimeOffset>(1);
        return new PersistedVersion(reader.GetInt64(0) + 1, Guid.CreateVersion7(createdAt), createdAt);
    }

    /// <summary>The version's row, members and heroes.</summary>
    /// <param name="batch">Gets the statements.</param>
    /// <param name="petId">The pet.</param>
    /// <param name="version">As <see cref="ReadNextAsync"/> numbered it.</param>
    /// <param name="result">What the version says.</param>
    /// <param name="input">What it was made from.</param>
    /// <param name="jobId">The job that made it; null where none did.</param>
    public static void AddVersion(NpgsqlBatch batch, Guid petId, PersistedVersion version, ClusteringResult result, VersionInput input, Guid? jobId)
    {
        (string, object) cluster = ("cluster", version.ClusterId);
        (string, object) createdAt = ("created_at", version.CreatedAt);
        batch.Add(
            ClusterSql.InsertVersion, cluster, createdAt,
            ("pet", petId),
            ("version", version.Version),
            ("cluster_count", result.Clusters.Count),
            ("image_count", result.ImageCount),
            ("algorithm", result.Algorithm),
            ("input_hash", input.Hash))
            .With("job", NpgsqlDbType.Uuid, jobId)
            .With("model", NpgsqlDbType.Text, input.Model)
            .With("parameters", NpgsqlDbType.Text, input.Parameters)
            .With("metrics", NpgsqlDbType.Jsonb, VersionJson.Metrics(result.Metrics))
            .With("changes", NpgsqlDbType.Jsonb, VersionJson.Changes(result));
        AddMembers(batch, cluster, result.Clusters);
        AddHeroes(batch, cluster, createdAt, result);
    }

    /// <summary>The body as it is served, the pet's head, and the cache update that the commit will owe. None of them answers with a row.</summary>
    public static void AddHead(NpgsqlBatch batch, Guid petId, PersistedVersion version, ReadOnlyMemory<byte> body)
    {
        var (encoding, payload) = SnapshotCodec.Encode(body.Span);
        (string, object) cluster = ("cluster", version.ClusterId);
        (string, object) pet = ("pet", petId);
        (string, object) number = ("version", version.Version);
        (string, object) createdAt = ("created_at", version.CreatedAt);
        batch.Add(ClusterSql.InsertSnapshot, cluster, createdAt, ("payload", payload), ("encoding", encoding));
        batch.Add(ClusterSql.MoveHead, pet, number, cluster, createdAt);
        batch.Add(ClusterSql.OweCache, pet, number);
    }

    private static void AddMembers(NpgsqlBatch batch, (string, object) cluster, IReadOnlyList<Cluster> clusters)
    {
        var members = clusters.SelectMany(c => c.Members, (c, member) => (c.Index, member)).ToArray();
        batch.Add(
            ClusterSql.InsertMembers, cluster,
            ("image_ids", Array.ConvertAll(members, m => m.member.ImageId)),
            ("cluster_indexes", Array.ConvertAll(members, m => m.Index)),
            ("distances", Array.ConvertAll(members, m => m.member.Distance)))
            .With("metadata", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, clusters.Select(VersionJson.MemberMetadata).ToArray());
    }

    private static void AddHeroes(NpgsqlBatch batch, (string, object) cluster, (string, object) createdAt, ClusteringResult result)
    {
        var clusters = result.Clusters;
        batch.Add(
            ClusterSql.InsertHeroes, cluster, createdAt,
            ("image_ids", clusters.Select(c => c.Hero.ImageId).ToArray()),
            ("scores", clusters.Select(c => c.Hero.Score).ToArray()))
            .With("score_parts", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, clusters.Select(c => VersionJson.ScoreParts(c.Hero.Parts)).ToArray())
            .With("reasons", NpgsqlDbType.Array | NpgsqlDbType.Text, clusters.Select(c => result.Run is null ? null : c.Hero.Reason.Label()).ToArray())
            .With("candidates", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, clusters.Select(VersionJson.Candidates).ToArray());
    }
}
