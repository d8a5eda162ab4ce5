using System.Net;

namespace MediaClusters.Tests.Api.Images;

public sealed class PutImagesValidationTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Id = "019a7f3e-5a00-7000-8000-0000000000a1";

    [Theory]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("{}", "images")]
    [InlineData("""{"images":null}""", "images")]
    [InlineData("""{"images":[]}""", "images")]
    [InlineData("""{"images":{}}""", "images")]
    [InlineData("""{"images":[null]}""", "images[0]")]
    [InlineData("""{"images":[7]}""", "images[0]")]
    [InlineData("""{"images":[],"force":true}""", "force")]
    [InlineData("""{"images":[],"images":[]}""", "images")]
    [InlineData("""{"Images":[]}""", "Images")]
    [InlineData("""{"a.b":1}""", "a.b")]
    [InlineData("""{"images.model":1}""", "images.model")]
    [InlineData("""{"images":[{"a b":1}]}""", "images[0].a b")]
    [InlineData("""{"images":[],}""", "body")]
    [InlineData("""{"images":[]} {}""", "body")]
    [InlineData("""{"images":[] /* none */}""", "body")]
    public async Task Put_wrong_document_names_the_field(string body, string field)
    {
        using var response = await PutAsync(body);

        await response.ShouldNameAsync(field);
    }

    [Theory]
    [InlineData("NaN", "images[1].embedding")]
    [InlineData("Infinity", "images[1].embedding")]
    [InlineData("-Infinity", "images[1].embedding")]
    [InlineData("\"NaN\"", "images[1].embedding[0]")]
    [InlineData("\"0.25\"", "images[1].embedding[0]")]
    [InlineData("null", "images[1].embedding[0]")]
    [InlineData("[1]", "images[1].embedding[0]")]
    [InlineData("1e39", "images[1].embedding[0]")]
    [InlineData("-1e400", "images[1].embedding[0]")]
    public async Task Put_wrong_number_names_the_field(string number, string field)
    {
        using var response = await PutAsync(ImageJson.Batch(
            ImageJson.Photo(), ImageJson.Photo(embedding: ImageJson.Vector(first: number))));

        await response.ShouldNameAsync(field);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(383)]
    [InlineData(1025)]
    public async Task Put_wrong_dimension_names_the_embedding(int dimensions)
    {
        using var response = await PutAsync(ImageJson.Batch(
            ImageJson.Photo(), ImageJson.Photo(embedding: ImageJson.Vector(dimensions))));

        await response.ShouldNameAsync("images[1].embedding");
    }

    [Theory]
    [InlineData(""","image_id":"019a7f3e-5a00-7000-8000-0000000000a2" """, "image_id")]
    [InlineData(""","quality":"0.5" """, "quality")]
    [InlineData(""","quality":1.01""", "quality")]
    [InlineData(""","quality":-0.01""", "quality")]
    [InlineData(""","quality":1e999""", "quality")]
    [InlineData(""","quality":NaN""", "quality")]
    [InlineData(""","model":"" """, "model")]
    [InlineData(""","model":7""", "model")]
    [InlineData(""","model":"\ud800" """, "model")]
    [InlineData(""","pose":"a\u0000b" """, "pose")]
    [InlineData(""","captured_at":"2026-01-31" """, "captured_at")]
    [InlineData(""","captured_at":"2026-01-31T10:00:00" """, "captured_at")]
    [InlineData(""","captured_at":"2016-12-31T23:59+02:00" """, "captured_at")]
    [InlineData(""","captured_at":1769850000""", "captured_at")]
    [InlineData(""","metadata":[]""", "metadata")]
    [InlineData(""","metadata":{"tags":"beach"}""", "metadata.tags")]
    [InlineData(""","metadata":{"tags":{"0":"beach"}}""", "metadata.tags")]
    [InlineData(""","metadata":{"t\u0061gs":7}""", "metadata.tags")]
    [InlineData(""","metadata":{"tags":["beach","snow",7]}""", "metadata.tags[2]")]
    [InlineData(""","metadata":{"tags":[""]}""", "metadata.tags[0]")]
    [InlineData(""","metadata":{"tags":[" "]}""", "metadata.tags[0]")]
    [InlineData(""","metadata":{"tags":[null]}""", "metadata.tags[0]")]
    [InlineData(""","metadata":{"tags":["a\nb"]}""", "metadata.tags[0]")]
    [InlineData(""","metadata":{"tags":["12345678901234567890123456789012345678901234567890123456789012345"]}""", "metadata.tags[0]")]
    [InlineData(""","metadata":{"tags":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33]}""", "metadata.tags")]
    [InlineData(""","metadata":{"pinned_hero":"true"}""", "metadata.pinned_hero")]
    [InlineData(""","metadata":{"pinned_hero":1}""", "metadata.pinned_hero")]
    [InlineData(""","metadata":"{}" """, "metadata")]
    [InlineData(""","metadata":{"a":1,"a":2}""", "metadata")]
    [InlineData(""","metadata":{"a":"\u0000"}""", "metadata")]
    [InlineData(""","metadata":{"a":["\udc00"]}""", "metadata")]
    [InlineData(""","metadata":{"a":1e999}""", "metadata")]
    [InlineData(""","metadata":{"a":1e-20000}""", "metadata")]
    [InlineData(""","metadata":{"a":[0e-99999]}""", "metadata")]
    [InlineData(""","metadata":{"a":1E99999999999}""", "metadata")]
    [InlineData(""","metadata":{"a":1e-16383}""", "metadata")]
    [InlineData(""","metadata":{"a":1e31}""", "metadata")]
    [InlineData(""","embeding":[]""", "embeding")]
    [InlineData(""","Quality":0.5""", "Quality")]
    [InlineData(""","embedding_base64":"AAAAAA==" """, "embedding_base64")]
    public async Task Put_wrong_field_names_it(string fields, string field)
    {
        using var response = await PutAsync(ImageJson.Batch(ImageJson.Photo(), ImageJson.Photo(Id, fields: fields)));

        await response.ShouldNameAsync($"images[1].{field}");
    }

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("019a7f3e5a0070008000000000000001")]
    [InlineData("{019a7f3e-5a00-7000-8000-000000000001}")]
    [InlineData("0x19a7f3-5a00-7000-8000-000000000001")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("")]
    public async Task Put_wrong_image_id_names_it(string id)
    {
        using var response = await PutAsync(ImageJson.Batch(ImageJson.Photo(id)));

        await response.ShouldNameAsync("images[0].image_id");
    }

    [Theory]
    [InlineData("AAA")]
    [InlineData("AAAA")]
    [InlineData("????")]
    [InlineData("AADAfw==")]
    public async Task Put_wrong_base64_names_it(string base64)
    {
        using var response = await PutAsync($$"""{"images":[{"image_id":"{{Id}}","embedding_base64":"{{base64}}"}]}""");

        await response.ShouldNameAsync("images[0].embedding_base64");
    }

    [Fact]
    public async Task Put_NaN_in_base64_names_it()
    {
        var base64 = ImageJson.Base64(Enumerable.Range(0, 384).Select(i => i == 200 ? float.NaN : 1f));

        using var response = await PutAsync($$"""{"images":[{"image_id":"{{Id}}","embedding_base64":"{{base64}}"}]}""");

        await response.ShouldNameAsync("images[0].embedding_base64");
    }

    [Fact]
    public async Task Put_photo_without_id_and_embedding_names_both()
    {
        using var response = await PutAsync("""{"images":[{"model":"clip"}]}""");

        await response.ShouldNameAsync("images[0].image_id", "images[0].embedding");
    }

    [Fact]
    public async Task Put_zero_vector_names_the_embedding()
    {
        using var response = await PutAsync(ImageJson.Batch(
            ImageJson.Photo(embedding: $"[{string.Join(',', Enumerable.Repeat("0", 384))}]")));

        await response.ShouldNameAsync("images[0].embedding");
    }

    [Fact]
    public async Task Put_1001_photos_names_images()
    {
        using var response = await PutAsync(ImageJson.Batch(Enumerable.Range(0, 1001).Select(_ => ImageJson.Photo())));

        await response.ShouldNameAsync("images");
    }

    [Fact]
    public async Task Put_duplicate_image_ids_name_the_second()
    {
        using var response = await PutAsync(ImageJson.Batch(
            ImageJson.Photo(Id), ImageJson.Photo(), ImageJson.Photo(Id.ToUpperInvariant())));

        await response.ShouldNameAsync("images[2].image_id");
    }

    [Fact]
    public async Task Put_two_dimensions_of_one_model_name_the_odd_one()
    {
        var odd = ImageJson.Vector(512);

        using var response = await PutAsync(ImageJson.Batch(
            ImageJson.Photo(), ImageJson.Photo(embedding: odd, fields: ""","model":"other" """), ImageJson.Photo(embedding: odd)));

        await response.ShouldNameAsync("images[2].embedding");
    }

    [Fact]
    public async Task Put_two_dimensions_names_the_field_the_caller_sent()
    {
        var odd = $$"""{"image_id":"{{Id}}","embedding_base64":"{{ImageJson.Base64(Enumerable.Repeat(1f, 512))}}"}""";

        using var response = await PutAsync(ImageJson.Batch(ImageJson.Photo(), odd));

        await response.ShouldNameAsync("images[1].embedding_base64");
    }

    [Theory]
    [InlineData("""{"a":"$"}""")]
    [InlineData("""{"$":1}""")]
    [InlineData("""{"a":["$"]}""")]
    public async Task Put_bytes_that_are_no_text_name_the_metadata(string metadata)
    {
        var batch = ImageJson.Batch(ImageJson.Photo(fields: $",\"metadata\":{metadata}"));
        using var content = NoText.Json(batch);

        using var response = await host.Client.PutAsync(ImageJson.Url(Guid.CreateVersion7()), content);

        await response.ShouldNameAsync("images[0].metadata");
    }

    [Theory]
    [InlineData("""{"tags":["1234567890123456789012345678901234567890123456789012345678901234","beach","beach"],"pinned_hero":true,"tag":7}""")]
    [InlineData("""{"tags":[],"pinned_hero":false,"Tags":7,"of":{"tags":7,"pinned_hero":7}}""")]
    [InlineData("""{"tags":null,"pinned_hero":null}""")]
    public async Task Put_tags_and_pins_that_are_sound_pass(string metadata)
    {
        using var response = await PutAsync(ImageJson.Batch(ImageJson.Photo(fields: $",\"metadata\":{metadata}")));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Put_metadata_of_the_greatest_length_may_have_a_pin_on_top(int more, bool passes)
    {
        var metadata = $$"""{"a":"{{new string('x', (16 * 1024) - 8 + more)}}"}""";
        foreach (var text in (string[])[metadata, $"""{metadata[..^1]}, "pinned_hero": true{new string(' ', more * 64)}{'}'}"""])
        {
            using var response = await PutAsync(ImageJson.Batch(ImageJson.Photo(fields: $",\"metadata\":{text}")));

            response.StatusCode.ShouldBe(passes ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Put_metadata_with_ordinary_numbers_passes()
    {
        using var response = await PutAsync(ImageJson.Batch(
            ImageJson.Photo(fields: ""","metadata":{"a":[-1.5e-30,6.02e+23,1E30,0,123456789012345678901234567890]}""")));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Put_batch_wrong_throughout_names_50_fields_and_counts_the_rest()
    {
        using var response = await PutAsync(ImageJson.Batch(
            Enumerable.Range(0, 60).Select(_ => ImageJson.Photo(fields: ""","quality":2"""))));

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        problem.Fields().Count().ShouldBe(50);
        problem["errors_omitted"]!.GetValue<int>().ShouldBe(10);
    }

    [Fact]
    public async Task Put_answers_without_names_of_types()
    {
        using var response = await PutAsync("""{"images":[{"image_id":7,"model":[]}]}""");

        (await response.Content.ReadAsStringAsync()).ShouldNotContain("MediaClusters.");
    }

    private Task<HttpResponseMessage> PutAsync(string body) =>
        host.Client.PutAsync(ImageJson.Url(Guid.CreateVersion7()), ApiHost.Json(body));
}
