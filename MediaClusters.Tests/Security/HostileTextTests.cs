using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Security;

[Collection(ServersCollection.Name)]
public sealed class HostileTextTests(Servers servers)
{
    [Theory]
    [InlineData("x'); DROP TABLE pet_images; --")]
    [InlineData("$1 @pet {0} %s \\' \\\"")]
    [InlineData("$$; DELETE FROM pets; $$")]
    [InlineData("'' OR ''='")]
    public async Task Callers_text_is_stored_as_it_came_and_never_run(string text)
    {
        await using var database = await servers.CreateDatabaseAsync();
        var pet = Guid.CreateVersion7();

        await database.Images.UpsertAsync(pet, [Given.Image(1, model: text) with { Pose = text }], CancellationToken.None);
        await database.Queue.EnqueueAsync(new EnqueueRequest(pet, text), CancellationToken.None);

        (await database.ScalarAsync<string>("SELECT model FROM pet_images")).ShouldBe(text);
        (await database.ScalarAsync<string>("SELECT pose FROM pet_images")).ShouldBe(text);
        (await database.ScalarAsync<string>("SELECT reason FROM cluster_jobs")).ShouldBe(text);
        (await database.ScalarAsync<long>("SELECT count(*) FROM pets")).ShouldBe(1);
    }
}
