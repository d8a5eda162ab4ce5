using System.Globalization;
using System.Net;
using MediaClusters.Persistence.Images;

namespace MediaClusters.Tests.Api.Images;

public sealed class PutImagesTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Put_new_photos_answers_counts()
    {
        var pet = Guid.CreateVersion7();
        var body = ImageJson.Batch(ImageJson.Photo(), ImageJson.Photo());

        using var first = await host.Client.PutAsync(ImageJson.Url(pet), ApiHost.Json(body));
        using var second = await host.Client.PutAsync(ImageJson.Url(pet), ApiHost.Json(body));

        var counts = await first.ShouldBeJsonAsync(HttpStatusCode.OK);
        counts["pet_id"]!.GetValue<string>().ShouldBe(pet.ToString());
        (counts.Count("inserted"), counts.Count("updated"), counts.Count("unchanged")).ShouldBe((2, 0, 0));
        (await second.ShouldBeJsonAsync(HttpStatusCode.OK)).Count("updated").ShouldBe(2);
    }

    [Fact]
    public async Task Put_every_field_reaches_the_store()
    {
        var (pet, image) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var photo = ImageJson.Photo(
            image.ToString().ToUpperInvariant(),
            fields: ""","model":"clip","quality":0.5,"pose":"front","captured_at":"2026-01-31T12:00:00+02:00","metadata":{"a":[1]}""");

        using var response = await host.Client.PutAsync(ImageJson.Url(pet), ApiHost.Json(ImageJson.Batch(photo)));

        await response.ShouldBeJsonAsync(HttpStatusCode.OK);
        var stored = host.Images[pet, image];
        (stored.Model, stored.Quality, stored.Pose, stored.Metadata).ShouldBe(("clip", 0.5, "front", """{"a":[1]}"""));
        stored.CapturedAt.ShouldBe(DateTimeOffset.Parse("2026-01-31T10:00:00Z", CultureInfo.InvariantCulture));
        stored.Embedding.ToArray().ShouldBe(Enumerable.Range(1, ImageJson.Dimensions).Select(i => i * 0.25f));
    }

    [Fact]
    public async Task Put_base64_reads_the_same_vector_and_defaults()
    {
        var (pet, image) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var values = Enumerable.Range(1, 1024).Select(i => 1f / i).ToArray();
        var photo = $$"""{"image_id":"{{image}}","embedding_base64":"{{ImageJson.Base64(values)}}"}""";

        using var response = await host.Client.PutAsync(ImageJson.Url(pet), ApiHost.Json(ImageJson.Batch(photo)));

        await response.ShouldBeJsonAsync(HttpStatusCode.OK);
        var stored = host.Images[pet, image];
        stored.Embedding.ToArray().ShouldBe(values);
        (stored.Model, stored.Quality, stored.Pose, stored.CapturedAt, stored.Metadata)
            .ShouldBe((ImageUpsert.DefaultModel, null, null, null, null));
    }

    [Fact]
    public async Task Put_1000_photos_passes()
    {
        var body = ImageJson.Batch(Enumerable.Range(0, 1000).Select(_ => ImageJson.Photo()));

        using var response = await host.Client.PutAsync(ImageJson.Url(Guid.CreateVersion7()), ApiHost.Json(body));

        (await response.ShouldBeJsonAsync(HttpStatusCode.OK)).Count("inserted").ShouldBe(1000);
    }

    [Fact]
    public async Task Delete_answers_204_once_then_404()
    {
        var (pet, image) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using var put = await host.Client.PutAsync(ImageJson.Url(pet), ApiHost.Json(ImageJson.Batch(ImageJson.Photo(image.ToString()))));

        using var first = await host.Client.DeleteAsync($"{ImageJson.Url(pet)}/{image}");
        using var second = await host.Client.DeleteAsync($"{ImageJson.Url(pet)}/{image}");

        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await second.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }
}
