using System.Text;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Legacy;

namespace MediaClusters.Tests.Persistence.Legacy;

public sealed class LegacyStateJsonTests
{
    private const string Stub = """
        {"pet_id": "pet-17", "clusters": [
          {"id": 3, "label": "front", "hero_image_id": "b.jpg", "quality_score": 0.5, "members": [
            {"image_id": "a.jpg", "score": 0.875, "position": 0, "quality_score": 0.25},
            {"image_id": "b.jpg", "score": 1.0000001, "position": 1, "quality_score": null}]}],
         "metrics": {"num_clusters": 1, "num_images": 3, "avg_quality": 0.5, "processed_at": "2026-03-04T05:06:07.5"},
         "updated_at": "2026-03-04T06:06:08+01:00", "owner": {"of": "the stub"}}
        """;

    [Fact]
    public void Parse_reads_what_the_stub_writes()
    {
        var state = Parse(Stub).State.ShouldNotBeNull();

        state.PetId.ShouldBe("pet-17");
        state.UpdatedAt.ShouldBe(new DateTimeOffset(2026, 3, 4, 5, 6, 8, TimeSpan.Zero));
        state.Metrics.ShouldBe(new LegacyMetrics(1, 3, 0.5, new DateTimeOffset(2026, 3, 4, 5, 6, 7, 500, TimeSpan.Zero)));
        state.Addition.ShouldBeNull();
        var cluster = state.Clusters.ShouldHaveSingleItem();
        (cluster.Id, cluster.Label, cluster.HeroImageId, cluster.QualityScore).ShouldBe(("3", "front", "b.jpg", 0.5));
        cluster.Members.ShouldBe([new("a.jpg", 0.875, 0, 0.25), new("b.jpg", 1, 1, null)]);
        cluster.Members.Select(member => member.Distance).ShouldBe([0.125, 0]);
    }

    [Fact]
    public void Parse_reads_what_Write_wrote()
    {
        var state = new LegacyState(
            "p",
            [new("c", null, "a", null, [new("a", -1, 0, 1)])],
            new(1, 2, null, DateTimeOffset.UnixEpoch),
            DateTimeOffset.UnixEpoch.AddTicks(10),
            new(1_800_000_000_000_000, 7, true, "dbscan", "ff00", new ClusteringMetrics(0.5, null, 1, 1, null), [0.75], ["z"]));

        var written = LegacyStateJson.Write(state);

        LegacyStateJson.Write(LegacyStateJson.Parse(written).State.ShouldNotBeNull()).ShouldBe(written);
        Encoding.UTF8.GetString(written).ShouldBe(
            """
            {"media_clusters":{"sequence":1800000000000000,"version":7,"persisted":true,"algorithm":"dbscan","input_hash":"ff00",
            "metrics":{"coverage":0.5,"silhouette":null,"cohesion":1,"noise_count":1,"average_quality":null,
            "davies_bouldin":null,"noise_share":null,"churn":null,"adjusted_rand":null},
            "hero_scores":[0.75],"noise":["z"]},"pet_id":"p","clusters":[{"id":"c","label":null,"hero_image_id":"a",
            "quality_score":null,"members":[{"image_id":"a","score":-1,"position":0,"quality_score":1}]}],
            "metrics":{"num_clusters":1,"num_images":2,"avg_quality":null,"processed_at":"1970-01-01T00:00:00Z"},
            "updated_at":"1970-01-01T00:00:00.000001Z"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void Parse_is_content_with_what_cannot_be_done_without()
    {
        var state = Parse("""{"pet_id": "p", "clusters": [{"id": "c", "members": [{"image_id": "a"}]}]}""").State.ShouldNotBeNull();

        state.Clusters[0].Members[0].Distance.ShouldBeNull();
        state.Metrics.NumImages.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "$ is no JSON: ")]
    [InlineData("null", "$ is no object")]
    [InlineData("[]", "$ is no object")]
    [InlineData("""{"pet_id": "p", "pet_id": "q", "clusters": []}""", "$ is no JSON: ")]
    [InlineData("""{"pet_id": "\ud800", "clusters": []}""", "$ cannot be read: ")]
    [InlineData("""{"clusters": []}""", "pet_id is missing")]
    [InlineData("""{"pet_id": "", "clusters": []}""", "pet_id is empty")]
    [InlineData("""{"pet_id": "a\u0000", "clusters": []}""", "pet_id holds a NUL")]
    [InlineData("""{"pet_id": 1.5, "clusters": []}""", "pet_id is no text")]
    [InlineData("""{"pet_id": "p"}""", "clusters is missing")]
    [InlineData("""{"pet_id": "p", "clusters": {}}""", "clusters is no array")]
    [InlineData("""{"pet_id": "p", "clusters": [7]}""", "clusters[0] is no object")]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "c", "members": []}]}""", "clusters[0] has no members")]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "c", "hero_image_id": "b", "members": [{"image_id": "a"}]}]}""", "clusters[0].hero_image_id is no member of the cluster: b")]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "c", "members": [{"image_id": "a"}, {"image_id": "a"}]}]}""", "clusters[0].members[1].image_id is there before: a")]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "c", "members": [{"image_id": "a"}]}, {"id": "c", "members": [{"image_id": "b"}]}]}""", "clusters[1].id is there before: c")]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "c", "members": [{"image_id": "a", "score": "high"}]}]}""", "clusters[0].members[0].score is no number")]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "c", "members": [{"image_id": "a", "score": 97}]}]}""", "clusters[0].members[0].score is not between -1 and 1")]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "c", "members": [{"image_id": "a", "score": 1e999}]}]}""", "clusters[0].members[0].score is not between -1 and 1")]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "c", "members": [{"image_id": "a", "position": -1}]}]}""", "clusters[0].members[0].position is no whole number from 0")]
    [InlineData("""{"pet_id": "p", "clusters": [], "metrics": {"avg_quality": NaN}}""", "$ is no JSON: ")]
    [InlineData("""{"pet_id": "p", "clusters": [], "metrics": 5}""", "metrics is no object")]
    [InlineData("""{"pet_id": "p", "clusters": [], "updated_at": "yesterday"}""", "updated_at is no time")]
    [InlineData("""{"pet_id": "p", "clusters": [], "updated_at": "0001-01-01T00:00:00Z"}""", "updated_at is not between the years 1970 and 2999")]
    public void Parse_tells_what_is_wrong_and_where(string json, string problem)
    {
        var parse = Parse(json);

        parse.IsValid.ShouldBeFalse();
        parse.Describe().ShouldStartWith(problem);
    }

    [Fact]
    public void Parse_names_every_problem_up_to_a_limit()
    {
        Parse("""{"pet_id": 1.5, "clusters": 2, "updated_at": 3}""").Problems.Count.ShouldBe(3);
        Parse($$"""{"pet_id": "p", "clusters": [{{string.Join(',', Enumerable.Repeat("{}", 1000))}}]}""").Problems.Count.ShouldBe(LegacyParse.MaxProblems);
    }

    [Fact]
    public void Parse_survives_any_bytes()
    {
        var random = new Random(17);
        var stub = Encoding.UTF8.GetBytes(Stub);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = stub.ToArray();
            for (var change = 0; change <= round % 4; change++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            LegacyStateJson.Parse(bytes.AsMemory(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length))).Describe().ShouldNotBeNull();
        }

        LegacyStateJson.Parse(Encoding.UTF8.GetBytes(new string('[', 10_000))).IsValid.ShouldBeFalse();
    }

    private static LegacyParse Parse(string json) => LegacyStateJson.Parse(Encoding.UTF8.GetBytes(json));
}
