using System.Net;
using MediaClusters.Persistence.Images;

namespace MediaClusters.Tests.Api.Images;

public sealed class UpsertConflictTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Put_image_of_another_pet_answers_409_and_names_it()
    {
        host.Images.OnUpsert = (images, _) => Task.FromResult<UpsertResult?>(new(0, 0, 0, [images[2].ImageId], []));

        using var response = await PutThreeAsync();

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.Conflict);
        problem.Fields().ShouldBe(["images[2].image_id"]);
    }

    [Fact]
    public async Task Put_dimension_unlike_the_stored_ones_names_the_embedding()
    {
        host.Images.OnUpsert = (images, _) => Task.FromResult<UpsertResult?>(
            new(0, 0, 0, [], [new DimensionConflict(images[1].ImageId, "default", 384, 768)]));

        using var response = await PutThreeAsync();

        await response.ShouldNameAsync("images[1].embedding");
    }

    private Task<HttpResponseMessage> PutThreeAsync() =>
        host.Client.PutAsync(
            ImageJson.Url(Guid.CreateVersion7()),
            ApiHost.Json(ImageJson.Batch(ImageJson.Photo(), ImageJson.Photo(), ImageJson.Photo())));
}
