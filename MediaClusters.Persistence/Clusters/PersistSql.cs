using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Persistence.Clusters;

/// <summary>The one statement by which an attempt writes its version and ends its job.</summary>
internal static class PersistSql
{
    private const string IfWritten = "WHERE EXISTS (SELECT 1 FROM version)";

    /// <summary>
    /// Each part asks for the one before, so that all of it is written or nothing. The job's row, once taken under the
    /// fence, is held until the commit: nobody reaps, claims or deletes it. The pet's row is taken as it is by then, after
    /// waiting for whoever has it; another version than the one that is followed stops the rest. Answers with one row.
    /// </summary>
    public const string Persist = $"""
        WITH held AS (
          SELECT j.id, {JobSql.Again} AS again FROM cluster_jobs j WHERE {JobSql.Fence} FOR UPDATE
        ), head AS (
          INSERT INTO pets AS p (pet_id, latest_version, latest_cluster_id, updated_at)
          SELECT @pet, @version, @cluster, @created_at FROM held
          ON CONFLICT (pet_id) DO UPDATE
            SET latest_version = excluded.latest_version, latest_cluster_id = excluded.latest_cluster_id, updated_at = excluded.updated_at
            WHERE p.latest_version = @follows
          RETURNING p.pet_id
        ), version AS (
          {ClusterSql.InsertVersion} FROM head
          RETURNING id
        ), members AS (
          {ClusterSql.InsertMembers} {IfWritten}
        ), heroes AS (
          {ClusterSql.InsertHeroes} {IfWritten}
        ), snapshot AS (
          {ClusterSql.InsertSnapshot} {IfWritten}
        ), owed AS (
          {ClusterSql.OweCache} {IfWritten}
        ), completed AS (
          UPDATE cluster_jobs j
          {JobSql.Succeed}
          FROM held next, version
          WHERE j.id = next.id
          RETURNING {JobSql.Announce}
        )
        SELECT EXISTS (SELECT 1 FROM held), EXISTS (SELECT 1 FROM version), (SELECT announced FROM completed)
        """;
}
