using System.Text.Json.Serialization;

namespace MediaClusters.Persistence.Maintenance;

/// <summary>Rows removed, by table.</summary>
public sealed record RemovedRows(
    long PetClusters = 0, long ClusterMembers = 0, long ClusterHeroes = 0, long ClusterSnapshots = 0, long ClusterJobs = 0, long IdempotencyKeys = 0)
{
    public static RemovedRows None { get; } = new();

    [JsonIgnore]
    public long Total => PetClusters + ClusterMembers + ClusterHeroes + ClusterSnapshots + ClusterJobs + IdempotencyKeys;

    public static RemovedRows operator +(RemovedRows left, RemovedRows right) => new(
        left.PetClusters + right.PetClusters,
        left.ClusterMembers + right.ClusterMembers,
        left.ClusterHeroes + right.ClusterHeroes,
        left.ClusterSnapshots + right.ClusterSnapshots,
        left.ClusterJobs + right.ClusterJobs,
        left.IdempotencyKeys + right.IdempotencyKeys);

    public static RemovedRows operator -(RemovedRows left, RemovedRows right) => new(
        left.PetClusters - right.PetClusters,
        left.ClusterMembers - right.ClusterMembers,
        left.ClusterHeroes - right.ClusterHeroes,
        left.ClusterSnapshots - right.ClusterSnapshots,
        left.ClusterJobs - right.ClusterJobs,
        left.IdempotencyKeys - right.IdempotencyKeys);

    /// <summary>The tables' names with their rows.</summary>
    public (string Table, long Rows)[] ByTable() =>
    [
        ("pet_clusters", PetClusters), ("cluster_members", ClusterMembers), ("cluster_heroes", ClusterHeroes),
        ("cluster_snapshots", ClusterSnapshots), ("cluster_jobs", ClusterJobs), ("idempotency_keys", IdempotencyKeys),
    ];
}
