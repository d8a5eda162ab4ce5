using System.Globalization;
using MediaClusters.Clustering;
using MediaClusters.LoadTests.Graph;
using MediaClusters.LoadTests.Seeding;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.LoadTests.Yardsticks;

/// <summary>
/// Pets without photos, each with a job under way, for whoever writes versions as fast as it can: the product and pgbench
/// write the same rows for the same jobs. No service may run jobs or pay the cache's debts meanwhile.
/// </summary>
internal sealed class PersistStock(LoadGraph graph, int seed)
{
    public const int Members = 100;
    public const string Worker = "yardstick-1-1";

    /// <summary>What each version says.</summary>
    public ClusteringResult Result { get; } = new SeededPet(seed, 0, Members).Version();

    /// <summary>Jobs and pets have the number's digits for an id.</summary>
    public static Guid Id(long number) => new(number.ToString("x32", CultureInfo.InvariantCulture));

    /// <summary>Jobs with the numbers from 1 on.</summary>
    public async Task FillAsync(long jobs, CancellationToken cancellationToken)
    {
        await ClearAsync(cancellationToken);
        await graph.ExecuteAsync($"""
            INSERT INTO pets (pet_id) SELECT lpad(to_hex(n), 32, '0')::uuid FROM generate_series(1, {jobs}) n;
            INSERT INTO cluster_jobs (id, pet_id, status, attempts, worker_id, started_at, lease_expires_at)
            SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, 'processing', 1, '{Worker}', now(), now() + interval '1 hour'
            FROM generate_series(1, {jobs}) n;
            ANALYZE pets, cluster_jobs
            """, cancellationToken);
    }

    /// <summary>Leaves nothing of it behind.</summary>
    public Task ClearAsync(CancellationToken cancellationToken) => graph.ExecuteAsync("""
        CREATE TEMP TABLE gone AS SELECT id FROM pet_clusters WHERE pet_id < '00000001-0000-0000-0000-000000000000';
        UPDATE pets SET latest_version = 0, latest_cluster_id = NULL WHERE pet_id < '00000001-0000-0000-0000-000000000000' AND latest_version > 0;
        DELETE FROM cluster_members WHERE cluster_id IN (SELECT id FROM gone);
        DELETE FROM cluster_heroes WHERE cluster_id IN (SELECT id FROM gone);
        DELETE FROM cluster_snapshots WHERE cluster_id IN (SELECT id FROM gone);
        DELETE FROM pet_clusters WHERE id IN (SELECT id FROM gone);
        DELETE FROM cluster_jobs WHERE pet_id < '00000001-0000-0000-0000-000000000000';
        DELETE FROM cache_outbox WHERE pet_id < '00000001-0000-0000-0000-000000000000';
        DELETE FROM pets WHERE pet_id < '00000001-0000-0000-0000-000000000000';
        DROP TABLE gone
        """, cancellationToken);

    /// <summary>What pgbench sends as parameters: the text form of what the product sends.</summary>
    /// <param name="clients">Each takes every so many numbers of the stock, so that no two write one pet.</param>
    public IEnumerable<KeyValuePair<string, string>> Variables(int clients)
    {
        var clusters = Result.Clusters;
        var members = clusters.SelectMany(cluster => cluster.Members, (cluster, member) => (cluster.Index, member)).ToArray();
        var (encoding, payload) = SnapshotCodec.Encode(VersionJson.Write(Id(1), 1, DateTimeOffset.UnixEpoch, Result).Span);
        return
        [
            new("n", "0"),
            new("clients", clients.ToString(CultureInfo.InvariantCulture)),
            new("groups", clusters.Count.ToString(CultureInfo.InvariantCulture)),
            new("images", Array(members.Select(m => m.member.ImageId.ToString()))),
            new("indexes", Array(members.Select(m => m.Index.ToString(CultureInfo.InvariantCulture)))),
            new("distances", Array(members.Select(m => m.member.Distance.ToString("R", CultureInfo.InvariantCulture)))),
            new("member_metadata", Array(clusters.Select(VersionJson.MemberMetadata))),
            new("heroes", Array(clusters.Select(cluster => cluster.Hero.ImageId.ToString()))),
            new("scores", Array(clusters.Select(cluster => cluster.Hero.Score.ToString("R", CultureInfo.InvariantCulture)))),
            new("score_parts", Array(clusters.Select(cluster => VersionJson.ScoreParts(cluster.Hero.Parts)))),
            new("candidates", Array(clusters.Select(cluster => VersionJson.Candidates(cluster)!))),
            new("metrics", VersionJson.Metrics(Result.Metrics)),
            new("encoding", encoding),
            new("payload", "\\x" + Convert.ToHexStringLower(payload)),
        ];
    }

    private static string Array(IEnumerable<string> values)
        => "{" + string.Join(',', values.Select(value => $"\"{value.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")) + "}";
}
