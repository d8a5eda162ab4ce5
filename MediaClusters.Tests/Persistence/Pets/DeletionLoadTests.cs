using System.Globalization;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Persistence.Pets;

/// <summary>Deletions among everybody else, and of a large pet. Nothing is retried: a deadlock fails the test.</summary>
[Collection(ServersCollection.Name)]
public sealed class DeletionLoadTests(Servers servers) : IAsyncLifetime
{
    private static readonly Guid[] Pets = [Given.Id(901), Given.Id(902)];

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Everybody_at_once_neither_deadlocks_nor_leaves_half_a_pet()
    {
        await Task.WhenAll(
            RepeatAsync(UploadAsync),
            RepeatAsync(UploadAsync),
            RepeatAsync(UploadAsync),
            RepeatAsync(random => _database.Queue.EnqueueAsync(Given.Request(Pet(random)) with { IdempotencyKey = $"{random.Next(3)}" }, default)),
            RepeatAsync(_ => WorkAsync("w1")),
            RepeatAsync(_ => WorkAsync("w2")),
            RepeatAsync(random => _database.Restorer.RestoreAsync(new(Pet(random), random.Next(1, 4), AllowMissingPhotos: true), default)),
            RepeatAsync(random => _database.Pets.DeleteAsync(Pet(random), "tester", null, default)),
            RepeatAsync(random => _database.Pets.DeleteAsync(Pet(random), "tester", null, default)));

        (await CountAsync("pet_deletions")).ShouldBeGreaterThan(0);
        (await CountAsync("pets p LEFT JOIN pet_clusters c ON c.id = p.latest_cluster_id WHERE p.latest_version <> coalesce(c.version, 0)")).ShouldBe(0);

        // Deletions and versions of a pet share one sequence: no number is there twice, and none is left out at the end.
        (await CountAsync("pet_clusters c JOIN pet_deletions d ON d.pet_id = c.pet_id AND d.version >= c.version")).ShouldBe(0);
        (await CountAsync("""
            (SELECT c.pet_id FROM pet_clusters c GROUP BY c.pet_id
             HAVING max(c.version) - min(c.version) + 1 <> count(*)
                 OR min(c.version) <> 1 + coalesce((SELECT max(d.version) FROM pet_deletions d WHERE d.pet_id = c.pet_id), 0)) AS gaps
            """)).ShouldBe(0);
    }

    [Fact]
    public async Task A_pet_of_a_thousand_versions_is_deleted_within_the_statement_timeout()
    {
        await FillAsync(Pets[0], versions: 1000, membersEach: 100, photos: 10_000);
        var timeout = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Options = "-c statement_timeout=15s" };
        await using var database = new TestDatabase(timeout.ConnectionString);

        var deleted = (await database.Pets.DeleteAsync(Pets[0], "tester", null, default)).ShouldNotBeNull();

        (deleted.Removed["pet_clusters"], deleted.Removed["cluster_members"], deleted.Removed["pet_images"]).ShouldBe((1000, 100_000, 10_000));
        deleted.Version.ShouldBe(1001);
    }

    private static Guid Pet(Random random) => Pets[random.Next(Pets.Length)];

    private static async Task RepeatAsync(Func<Random, Task> action)
    {
        var random = new Random(7);
        for (var i = 0; i < 40; i++)
            await Task.Run(() => action(random));
    }

    // Photos that another pet may have: their rows are locked before that is known.
    private Task UploadAsync(Random random) =>
        _database.Images.UpsertAsync(Pet(random), [.. Enumerable.Range(1, 12).Where(_ => random.Next(2) == 0).Append(13).Select(seed => Given.Image(seed))], default);

    private async Task WorkAsync(string worker)
    {
        foreach (var job in await _database.Queue.ClaimAsync(worker, 2, default))
            await _database.Clusters.PersistAsync(job, Given.Result(groupSize: 5), new VersionInput(Given.Hash(), "clip"), default);
    }

    private Task<long> CountAsync(string from) => _database.ScalarAsync<long>($"SELECT count(*) FROM {from}");

    private async Task FillAsync(Guid pet, int versions, int membersEach, int photos)
    {
        var sql = $$"""
            INSERT INTO pets (pet_id) VALUES ('{{pet}}');
            INSERT INTO pet_images (image_id, pet_id, embedding, dimensions, model)
            SELECT gen_random_uuid(), '{{pet}}', decode(repeat('0000803f', 384), 'hex'), 384, 'clip' FROM generate_series(1, {{photos}});
            INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, input_hash, created_at)
            SELECT gen_random_uuid(), '{{pet}}', v, 1, {{membersEach}}, '{}', 'dbscan', decode(repeat('01', 32), 'hex'), now() FROM generate_series(1, {{versions}}) v;
            INSERT INTO cluster_members (cluster_id, image_id, cluster_index, distance, metadata)
            SELECT id, gen_random_uuid(), 0, 0.1, '{}' FROM pet_clusters, generate_series(1, {{membersEach}});
            INSERT INTO cluster_snapshots (cluster_id, payload, encoding, created_at) SELECT id, decode(repeat('ab', 5000), 'hex'), 'identity', now() FROM pet_clusters;
            UPDATE pets SET latest_version = {{versions}}, latest_cluster_id = (SELECT id FROM pet_clusters WHERE version = {{versions.ToString(CultureInfo.InvariantCulture)}});
            """;
        await _database.ExecuteAsync(sql);
    }
}
