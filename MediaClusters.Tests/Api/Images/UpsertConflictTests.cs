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

    [Fact]
    public async Task Put_dimension_unlike_the_stored_ones_names_the_field_the_caller_sent()
    {
        host.Images.OnUpsert = (images, _) => Task.FromResult<UpsertResult?>(
            new(0, 0, 0, [], [new DimensionConflict(images[0].ImageId, "default", 384, 768)]));
        var photo = $$"""{"image_id":"{{Guid.CreateVersion7()}}","embedding_base64":"{{ImageJson.Base64(Enumerable.Repeat(1f, 384))}}"}""";

        using var response = await host.Client.PutAsync(ImageJson.Url(Guid.CreateVersion7()), ApiHost.Json(ImageJson.Batch(photo)));

        await response.ShouldNameAsync("images[0].embedding_base64");
    }

    private Task<HttpResponseMessage> PutThreeAsync() =>
        host.Client.PutAsync(
            ImageJson.Url(Guid.CreateVersion7()),
            ApiHost.Json(ImageJson.Batch(ImageJson.Photo(), ImageJson.Photo(), ImageJson.Photo())));
}
