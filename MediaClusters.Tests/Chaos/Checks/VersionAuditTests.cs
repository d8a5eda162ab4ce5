using MediaClusters.Chaos.Checks;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Chaos.Checks;

[Collection(ServersCollection.Name)]
public sealed class VersionAuditTests(Servers servers) : IAsyncLifetime
{
    private static readonly PetClusterer Clusterer = new(new ClusteringOptions());

    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        await _database.Images.UpsertAsync(_pet, Given.Images(20), default);
        await ClusterAsync();
        await ClusterAsync();
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Versions_as_a_worker_writes_them_agree() => (await FindAsync()).ShouldBeEmpty();

    [Theory]
    [InlineData("UPDATE cluster_members SET distance = distance + 0.1", "members differ")]
    [InlineData("DELETE FROM cluster_heroes", "heroes differ")]
    [InlineData("UPDATE pet_clusters SET metrics = metrics || '{\"coverage\": 0.5}'", "metrics")]
    [InlineData("DELETE FROM cluster_snapshots", "no snapshot")]
    [InlineData("UPDATE pets SET latest_version = 1", "the head")]
    [InlineData("UPDATE pet_clusters SET parameters = 'others'", "was made with others")]
    [InlineData("UPDATE pet_clusters SET parameters = NULL", "was made with nothing")]
    [InlineData("UPDATE pet_images SET quality = 0.9 WHERE ctid = (SELECT min(ctid) FROM pet_images)", "is not what its 20 photos give")]
    public async Task What_does_not_agree_is_found(string change, string found)
    {
        await _database.ExecuteAsync(change);
        (await FindAsync()).ShouldContain(difference => difference.Contains(found));
    }

    [Fact]
    public async Task Body_that_was_served_and_is_not_stored_is_found() =>
        (await FindAsync(new() { [(_pet, 2)] = 1 })).ShouldHaveSingleItem().ShouldContain("served with another body");

    [Fact]
    public async Task Version_that_was_served_and_is_not_stored_is_found() =>
        (await FindAsync(new() { [(_pet, 3)] = 1 })).ShouldHaveSingleItem().ShouldContain("is not stored");

    private Task<IReadOnlyList<string>> FindAsync(Dictionary<(Guid PetId, long Version), ulong>? served = null) =>
        new VersionAudit(_database.DataSource, served ?? []).FindAsync(_pet, default);

    private async Task ClusterAsync()
    {
        await _database.Queue.EnqueueAsync(new(_pet, Force: true), default);
        var job = (await _database.Queue.ClaimAsync("w1", 1, default)).ShouldHaveSingleItem();
        using var pet = await _database.Clusters.LoadAsync(_pet, 1_000, default);
        var previous = pet.Head?.Snapshot is { } snapshot ? VersionReader.Read(snapshot.Decode()).Result : null;
        var result = Clusterer.Cluster(
            [.. pet.Photos.Photos.Select(photo => photo.Photo)],
            previous is null ? null : new(
                [.. previous.Clusters.Select(cluster => new PreviousGroup(cluster.StableId, cluster.Hero.ImageId, [.. cluster.Members.Select(member => member.ImageId)]))],
                previous.Noise,
                AllowsIncrement: false,
                previous.Run!.AddedSinceFull,
                pet.Head!.Version));
        var input = new VersionInput(Given.Hash(), pet.Photos.Model, Clusterer.Parameters);
        (await _database.Clusters.PersistAsync(job, pet.Next, result, input, beforeCommit: null, default)).ShouldNotBeNull();
    }
}
