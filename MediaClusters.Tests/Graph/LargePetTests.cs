using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MediaClusters.Tests.Graph;

/// <summary>A pet with more photos than have all their distances measured, through the whole graph.</summary>
[Collection(GraphCollection.Name)]
public sealed class LargePetTests(GraphFixture graph)
{
    private const int Photos = 5_400;
    private const int PerRequest = 900;
    private const int Groups = 6;
    private const int Dimensions = 384;

    [Fact]
    public async Task More_photos_than_are_measured_pair_by_pair_become_groups_and_one_more_joins_its_own()
    {
        var pet = Guid.CreateVersion7();
        for (var first = 0; first < Photos; first += PerRequest)
            await graph.PutImagesAsync(pet, Enumerable.Range(first, PerRequest).Select(n => Photo(pet, n)));

        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));
        var version = await LatestAsync(pet);

        version.GetProperty("run").GetProperty("mode").GetString().ShouldBe("approximate");
        version.GetProperty("image_count").GetInt32().ShouldBe(Photos);
        version.GetProperty("cluster_count").GetInt32().ShouldBe(Groups);
        foreach (var group in version.GetProperty("clusters").EnumerateArray())
            group.GetProperty("members").GetArrayLength().ShouldBe(Photos / Groups);

        await graph.PutImagesAsync(pet, [Photo(pet, Photos)]);
        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));
        var next = await LatestAsync(pet);

        next.GetProperty("run").GetProperty("mode").GetString().ShouldBe("incremental");
        next.GetProperty("metrics").GetProperty("churn").GetDouble().ShouldBe(0);
        GroupOf(next, Album.Id(pet, Photos)).ShouldBe(GroupOf(version, Album.Id(pet, 0)));
    }

    /// <summary>Photo n is near axis n modulo <see cref="Groups"/>.</summary>
    private static object Photo(Guid pet, int n)
    {
        var random = new Random(n);
        var vector = new float[Dimensions];
        for (var k = 0; k < Dimensions; k++)
            vector[k] = (k == n % Groups ? 1 : 0) + (0.03f * ((2 * random.NextSingle()) - 1));
        return new { image_id = Album.Id(pet, n), embedding_base64 = Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())), model = "clip" };
    }

    private static Guid GroupOf(JsonElement version, Guid photo) => version.GetProperty("clusters").EnumerateArray()
        .Single(group => group.GetProperty("members").EnumerateArray().Any(member => member.GetProperty("image_id").GetGuid() == photo))
        .GetProperty("stable_id").GetGuid();

    private Task<JsonElement> LatestAsync(Guid pet) => graph.Api.GetFromJsonAsync<JsonElement>($"/internal/pets/{pet}/clusters/latest");
}
