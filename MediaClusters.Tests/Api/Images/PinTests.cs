using System.Net;
using System.Text;

namespace MediaClusters.Tests.Api.Images;

public sealed class PinTests(ApiHost host) : IClassFixture<ApiHost>
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private readonly Guid _photo = Guid.CreateVersion7();

    [Fact]
    public async Task Pin_and_unpin_of_a_photo_answer_204_as_often_as_they_are_asked()
    {
        using var batch = new StringContent(ImageJson.Batch(ImageJson.Photo($"{_photo}")), Encoding.UTF8, "application/json");
        using (var put = await host.Client.PutAsync(ImageJson.Url(_pet), batch))
            put.StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var method in (HttpMethod[])[HttpMethod.Put, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Delete])
        {
            using var response = await SendAsync(method, $"{_pet}", $"{_photo}");

            response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            host.Images.Pinned.Contains((_pet, _photo)).ShouldBe(method == HttpMethod.Put);
        }
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Pin_of_a_photo_that_the_pet_does_not_have_is_404(string method)
    {
        using var response = await SendAsync(new(method), $"{_pet}", $"{_photo}");

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pin_of_a_photo_whose_metadata_can_hold_none_is_409()
    {
        using var batch = new StringContent(ImageJson.Batch(ImageJson.Photo($"{_photo}")), Encoding.UTF8, "application/json");
        using (await host.Client.PutAsync(ImageJson.Url(_pet), batch))
            host.Images.Unpinnable.Add((_pet, _photo));

        using var response = await SendAsync(HttpMethod.Put, $"{_pet}", $"{_photo}");

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.Conflict);
        $"{problem}".ShouldContain("metadata-not-object");
    }

    [Theory]
    [InlineData("PUT", "nobody", "5eed0000-0000-4000-8000-000000000001", "pet_id")]
    [InlineData("DELETE", "5eed0000-0000-4000-8000-000000000001", "nothing", "image_id")]
    public async Task Pin_of_what_is_no_id_names_it(string method, string pet, string photo, string field)
    {
        using var response = await SendAsync(new(method), pet, photo);

        await response.ShouldNameAsync(field);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string pet, string photo)
        => host.Client.SendAsync(new HttpRequestMessage(method, $"/internal/pets/{pet}/images/{photo}/pin"));
}
