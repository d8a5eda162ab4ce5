using System.Security.Cryptography;
using MediaClusters.Persistence.Clusters;
using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.LoadTests.Seeding;

/// <summary>The rows of seeded pets, table by table. Each copy tells how many there were.</summary>
internal static class SeedCopies
{
    private const long First = 1;
    private const string Model = "clip";

    public static long CopyPets(NpgsqlConnection connection, IEnumerable<SeededVersion> versions)
    {
        using var copy = connection.BeginBinaryImport("COPY pets (pet_id, latest_version, latest_cluster_id, updated_at) FROM STDIN (FORMAT BINARY)");
        foreach (var version in versions)
        {
            copy.StartRow();
            copy.Write(version.Pet.Id, NpgsqlDbType.Uuid);
            copy.Write(First, NpgsqlDbType.Bigint);
            copy.Write(version.ClusterId, NpgsqlDbType.Uuid);
            copy.Write(version.CreatedAt, NpgsqlDbType.TimestampTz);
        }

        return (long)copy.Complete();
    }

    public static long CopyVersions(NpgsqlConnection connection, IEnumerable<SeededVersion> versions)
    {
        using var copy = connection.BeginBinaryImport("""
            COPY pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, model, input_hash, changes, created_at)
            FROM STDIN (FORMAT BINARY)
            """);
        foreach (var version in versions)
        {
            copy.StartRow();
            copy.Write(version.ClusterId, NpgsqlDbType.Uuid);
            copy.Write(version.Pet.Id, NpgsqlDbType.Uuid);
            copy.Write(First, NpgsqlDbType.Bigint);
            copy.Write(version.Result.Clusters.Count, NpgsqlDbType.Integer);
            copy.Write(version.Result.ImageCount, NpgsqlDbType.Integer);
            copy.Write(VersionJson.Metrics(version.Result.Metrics), NpgsqlDbType.Jsonb);
            copy.Write(version.Result.Algorithm, NpgsqlDbType.Text);
            copy.Write(Model, NpgsqlDbType.Text);
            copy.Write(SHA256.HashData(version.Body.Span), NpgsqlDbType.Bytea);
            copy.Write(VersionJson.Changes(version.Result)!, NpgsqlDbType.Jsonb);
            copy.Write(version.CreatedAt, NpgsqlDbType.TimestampTz);
        }

        return (long)copy.Complete();
    }

    public static long CopyMembers(NpgsqlConnection connection, IEnumerable<SeededVersion> versions)
    {
        using var copy = connection.BeginBinaryImport("COPY cluster_members (cluster_id, image_id, cluster_index, distance, metadata) FROM STDIN (FORMAT BINARY)");
        foreach (var version in versions)
        {
            foreach (var cluster in version.Result.Clusters)
            {
                var metadata = VersionJson.MemberMetadata(cluster);
                foreach (var member in cluster.Members)
                {
                    copy.StartRow();
                    copy.Write(version.ClusterId, NpgsqlDbType.Uuid);
                    copy.Write(member.ImageId, NpgsqlDbType.Uuid);
                    copy.Write(cluster.Index, NpgsqlDbType.Integer);
                    copy.Write(member.Distance, NpgsqlDbType.Double);
                    copy.Write(metadata, NpgsqlDbType.Jsonb);
                }
            }
        }

        return (long)copy.Complete();
    }

    public static long CopyHeroes(NpgsqlConnection connection, IEnumerable<SeededVersion> versions)
    {
        using var copy = connection.BeginBinaryImport("""
            COPY cluster_heroes (cluster_id, image_id, cluster_index, score, score_parts, reason, candidates, selected_at)
            FROM STDIN (FORMAT BINARY)
            """);
        foreach (var version in versions)
        {
            foreach (var cluster in version.Result.Clusters)
            {
                copy.StartRow();
                copy.Write(version.ClusterId, NpgsqlDbType.Uuid);
                copy.Write(cluster.Hero.ImageId, NpgsqlDbType.Uuid);
                copy.Write(cluster.Index, NpgsqlDbType.Integer);
                copy.Write(cluster.Hero.Score, NpgsqlDbType.Double);
                copy.Write(VersionJson.ScoreParts(cluster.Hero.Parts), NpgsqlDbType.Jsonb);
                copy.Write(cluster.Hero.Reason.Label(), NpgsqlDbType.Text);
                copy.Write(VersionJson.Candidates(cluster)!, NpgsqlDbType.Jsonb);
                copy.Write(version.CreatedAt, NpgsqlDbType.TimestampTz);
            }
        }

        return (long)copy.Complete();
    }

    public static long CopySnapshots(NpgsqlConnection connection, IEnumerable<SeededVersion> versions)
    {
        using var copy = connection.BeginBinaryImport("COPY cluster_snapshots (cluster_id, payload, encoding, created_at) FROM STDIN (FORMAT BINARY)");
        foreach (var version in versions)
        {
            var (encoding, payload) = SnapshotCodec.Encode(version.Body.Span);
            copy.StartRow();
            copy.Write(version.ClusterId, NpgsqlDbType.Uuid);
            copy.Write(payload, NpgsqlDbType.Bytea);
            copy.Write(encoding, NpgsqlDbType.Text);
            copy.Write(version.CreatedAt, NpgsqlDbType.TimestampTz);
        }

        return (long)copy.Complete();
    }

    public static long CopyPhotos(NpgsqlConnection connection, IEnumerable<SeededPet> pets)
    {
        using var copy = connection.BeginBinaryImport("COPY pet_images (image_id, pet_id, embedding, dimensions, model, quality) FROM STDIN (FORMAT BINARY)");
        var embeddings = new SeededEmbeddings();
        foreach (var pet in pets)
        {
            for (var photo = 0; photo < pet.Photos; photo++)
            {
                copy.StartRow();
                copy.Write(pet.PhotoId(photo), NpgsqlDbType.Uuid);
                copy.Write(pet.Id, NpgsqlDbType.Uuid);
                copy.Write(embeddings.Encode(pet, photo), NpgsqlDbType.Bytea);
                copy.Write((short)SeededEmbeddings.Dimensions, NpgsqlDbType.Smallint);
                copy.Write(Model, NpgsqlDbType.Text);
                copy.Write(pet.QualityOf(photo), NpgsqlDbType.Double);
            }
        }

        return (long)copy.Complete();
    }
}
