using MediaClusters.Clustering;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Clusters;

/// <summary>
/// What writers of versions have in common. Restores and imports hold the pet, mark it pending, write, wait for the mark,
/// commit and publish, in this order; a job's attempt marks first and writes by one statement (docs/cache-protocol.md).
/// </summary>
internal static class VersionWriter
{
    /// <summary>Holds an existing pet until the transaction ends: two statements, of which the first one's answer is for <see cref="ReadNextAsync"/>.</summary>
    public static void AddHold(NpgsqlBatch batch, Guid petId)
    {
        batch.Add(ClusterSql.HoldPet, ("pet", petId));
        batch.Add(PetWriteLock.AcquireSql, ("lock", PetWriteLock.Key(petId)));
    }

    /// <summary>The pet's next version; null when there is no such pet.</summary>
    public static async Task<PersistedVersion?> ReadNextAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        // The id's time is the database's too: lists page by id, and hosts' clocks differ.
        var createdAt = reader.GetFieldValue<DateTimeOffset>(1);
        return new PersistedVersion(reader.GetInt64(0) + 1, Guid.CreateVersion7(createdAt), createdAt);
    }

    /// <summary>The version's row, members and heroes, of no job's. None of the statements answers with a row.</summary>
    public static void AddVersion(NpgsqlBatch batch, Guid petId, PersistedVersion version, ClusteringResult result, VersionInput input)
    {
        (string, object) cluster = ("cluster", version.ClusterId);
        (string, object) createdAt = ("created_at", version.CreatedAt);
        batch.Add(ClusterSql.InsertVersion, cluster, createdAt, ("pet", petId), ("version", version.Version)).WithVersion(result, input, jobId: null);
        batch.Add(ClusterSql.InsertMembers, cluster).WithMembers(result.Clusters);
        batch.Add(ClusterSql.InsertHeroes, cluster, createdAt).WithHeroes(result);
    }

    /// <summary>The body as it is served, the pet's head, and the cache update that the commit will owe. None of them answers with a row.</summary>
    public static void AddHead(NpgsqlBatch batch, Guid petId, PersistedVersion version, ReadOnlyMemory<byte> body)
    {
        (string, object) cluster = ("cluster", version.ClusterId);
        (string, object) pet = ("pet", petId);
        (string, object) number = ("version", version.Version);
        (string, object) createdAt = ("created_at", version.CreatedAt);
        batch.Add(ClusterSql.InsertSnapshot, cluster, createdAt).WithSnapshot(body);
        batch.Add(ClusterSql.MoveHead, pet, number, cluster, createdAt);
        batch.Add(ClusterSql.OweCache, pet, number);
    }

    /// <summary>The version and the end of the job that made it, in one statement; <see cref="PersistSql"/> says what it answers.</summary>
    public static NpgsqlBatchCommand AddPersist(NpgsqlBatch batch, ClaimedJob job, long follows, PersistedVersion version, ClusteringResult result, VersionInput input, ReadOnlyMemory<byte> body)
        => batch.Add(Fencing.Of(PersistSql.Persist))
            .With("id", NpgsqlDbType.Uuid, job.Id)
            .With("attempt", NpgsqlDbType.Integer, job.Attempt)
            .With("worker", NpgsqlDbType.Text, job.WorkerId)
            .With("pet", NpgsqlDbType.Uuid, job.PetId)
            .With("follows", NpgsqlDbType.Bigint, follows)
            .With("version", NpgsqlDbType.Bigint, version.Version)
            .With("cluster", NpgsqlDbType.Uuid, version.ClusterId)
            .With("created_at", NpgsqlDbType.TimestampTz, version.CreatedAt)
            .WithVersion(result, input, job.Id)
            .WithMembers(result.Clusters)
            .WithHeroes(result)
            .WithSnapshot(body);

    private static NpgsqlBatchCommand WithVersion(this NpgsqlBatchCommand command, ClusteringResult result, VersionInput input, Guid? jobId) => command
        .With("cluster_count", NpgsqlDbType.Integer, result.Clusters.Count)
        .With("image_count", NpgsqlDbType.Integer, result.ImageCount)
        .With("algorithm", NpgsqlDbType.Text, result.Algorithm)
        .With("input_hash", NpgsqlDbType.Bytea, input.Hash)
        .With("job", NpgsqlDbType.Uuid, jobId)
        .With("model", NpgsqlDbType.Text, input.Model)
        .With("parameters", NpgsqlDbType.Text, input.Parameters)
        .With("metrics", NpgsqlDbType.Jsonb, VersionJson.Metrics(result.Metrics))
        .With("changes", NpgsqlDbType.Jsonb, VersionJson.Changes(result));

    private static NpgsqlBatchCommand WithMembers(this NpgsqlBatchCommand command, IReadOnlyList<Cluster> clusters)
    {
        var count = clusters.Sum(cluster => cluster.Members.Count);
        var (ids, indexes, distances) = (new Guid[count], new int[count], new double[count]);
        var row = 0;
        foreach (var cluster in clusters)
        {
            foreach (var member in cluster.Members)
            {
                (ids[row], indexes[row], distances[row]) = (member.ImageId, cluster.Index, member.Distance);
                row++;
            }
        }

        return command
            .With("image_ids", NpgsqlDbType.Array | NpgsqlDbType.Uuid, ids)
            .With("cluster_indexes", NpgsqlDbType.Array | NpgsqlDbType.Integer, indexes)
            .With("distances", NpgsqlDbType.Array | NpgsqlDbType.Double, distances)
            .With("metadata", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, clusters.Select(VersionJson.MemberMetadata).ToArray());
    }

    private static NpgsqlBatchCommand WithHeroes(this NpgsqlBatchCommand command, ClusteringResult result)
    {
        var clusters = result.Clusters;
        return command
            .With("hero_ids", NpgsqlDbType.Array | NpgsqlDbType.Uuid, clusters.Select(c => c.Hero.ImageId).ToArray())
            .With("scores", NpgsqlDbType.Array | NpgsqlDbType.Double, clusters.Select(c => c.Hero.Score).ToArray())
            .With("score_parts", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, clusters.Select(c => VersionJson.ScoreParts(c.Hero.Parts)).ToArray())
            .With("reasons", NpgsqlDbType.Array | NpgsqlDbType.Text, clusters.Select(c => result.Run is null ? null : c.Hero.Reason.Label()).ToArray())
            .With("candidates", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, clusters.Select(VersionJson.Candidates).ToArray());
    }

    private static NpgsqlBatchCommand WithSnapshot(this NpgsqlBatchCommand command, ReadOnlyMemory<byte> body)
    {
        var (encoding, payload) = SnapshotCodec.Encode(body.Span);
        return command
            .With("encoding", NpgsqlDbType.Text, encoding)
            .With("payload", NpgsqlDbType.Bytea, payload);
    }
}
