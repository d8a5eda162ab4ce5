using System.Text;
using System.Text.Json;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Legacy;

public sealed class LegacyResultTests
{
    private static readonly Guid Pet = Guid.CreateVersion7();
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void A_result_comes_back_from_the_state_as_the_body_that_its_version_has()
    {
        var result = Given.ComputedResult();
        var state = LegacyStateJson.Parse(LegacyStateJson.Write(ToState(new(Pet, result, Given.Hash(), At, 7, IsPersisted: true)))).State.ShouldNotBeNull();

        var body = LegacyVersionJson.Write(Pet, state, LegacyOptions.DefaultNamespace);

        Encoding.UTF8.GetString(body.Body.Span).ShouldBe(Encoding.UTF8.GetString(VersionJson.Write(Pet, 7, At, result).Span));
        body.Version.ShouldBe(7);
        body.Tag.ShouldMatch("^s[0-9a-f]{16}$");
    }

    [Fact]
    public void A_state_of_a_result_becomes_the_same_version_again()
    {
        var result = Given.ComputedResult();
        var state = LegacyStateJson.Parse(LegacyStateJson.Write(ToState(new(Pet, result, Given.Hash(), At, 7, IsPersisted: false)))).State.ShouldNotBeNull();

        var version = LegacyVersion.From(state, LegacyOptions.DefaultNamespace).Version.ShouldNotBeNull().Result;

        Encoding.UTF8.GetString(VersionJson.Write(Pet, 8, At, version).Span).ShouldBe(Encoding.UTF8.GetString(VersionJson.Write(Pet, 8, At, result).Span));
        version.Clusters.Select(VersionJson.Candidates).ShouldBe(result.Clusters.Select(VersionJson.Candidates));
    }

    [Theory]
    [InlineData("""{"mode":"sideways","strategy":"dbscan","added_since_full":0}""", "media_clusters.run.mode is no known name")]
    [InlineData("""{"mode":"full","strategy":"dbscan","added_since_full":-1}""", "media_clusters.run.added_since_full is no whole number from 0")]
    [InlineData("7", "media_clusters.run is no object")]
    public void A_run_that_none_of_ours_had_is_told(string run, string problem)
    {
        var json = Encoding.UTF8.GetString(LegacyStateJson.Write(ToState(new(Pet, Given.ComputedResult(), Given.Hash(), At, 7, IsPersisted: false))));

        var parse = LegacyStateJson.Parse(Encoding.UTF8.GetBytes(json.Replace("""{"mode":"incremental","strategy":"hdbscan","added_since_full":4}""", run, StringComparison.Ordinal)));

        parse.Problems.Select(found => found.ToString()).ShouldContain(problem);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_version_read_back_is_the_result_it_was_written_from(bool computed)
    {
        var body = VersionJson.Write(Pet, 7, At, computed ? Given.ComputedResult() : Given.Result());

        var (createdAt, result, _) = VersionReader.Read(body);

        createdAt.ShouldBe(At);
        VersionJson.Write(Pet, 7, createdAt, result).ToArray().ShouldBe(body.ToArray());
    }

    [Fact]
    public void The_state_has_what_the_stub_knows()
    {
        var result = Given.Result();
        var state = ToState(new(Pet, result, Given.Hash(0xAB), At, 7, IsPersisted: false), (result.Clusters[0].Members[0].ImageId, 0.25), (result.Clusters[0].Members[1].ImageId, 0.75));

        state.PetId.ShouldBe(Pet.ToString());
        state.UpdatedAt.ShouldBe(At);
        state.Metrics.ShouldBe(new LegacyMetrics(2, 5, null, At));
        var cluster = state.Clusters[0];
        (cluster.Id, cluster.Label, cluster.HeroImageId, cluster.QualityScore).ShouldBe(
            (result.Clusters[0].StableId.ToString(), "group 1", result.Clusters[0].Hero.ImageId.ToString(), 0.5));
        cluster.Members.Select(member => (member.Score, member.Position, member.QualityScore)).ShouldBe([(0.875, 0, 0.25), (0.875, 1, 0.75)]);
        state.Clusters[1].QualityScore.ShouldBeNull();
        state.Addition!.InputHash.ShouldBe(string.Concat(Enumerable.Repeat("ab", 32)));
        state.Addition.Sequence.ShouldBe(At.ToUnixTimeMilliseconds() * 1000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_head_is_read_without_the_rest(bool persisted)
    {
        var state = LegacyStateJson.Write(ToState(new(Pet, Given.Result(), Given.Hash(), At, long.MaxValue, persisted)));

        LegacyHead.Parse(state.AsSpan(0, LegacyHead.Length)).ShouldBe(new LegacyHead(At.ToUnixTimeMilliseconds() * 1000, long.MaxValue, persisted));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("""{"pet_id":"p"}""")]
    [InlineData("""{"media_clusters":{"sequence":12""")]
    [InlineData("""{"media_clusters":{"sequence":99999999999999999999999,"version":1,"persisted":false""")]
    public void A_head_that_is_none_of_ours_is_older_than_any_version(string state)
        => LegacyHead.Parse(Encoding.UTF8.GetBytes(state)).IsNewerThan(0).ShouldBeFalse();

    [Fact]
    public void A_state_of_the_stub_becomes_a_body_with_nulls_for_what_it_lacks()
    {
        var parse = LegacyStateJson.Parse(Encoding.UTF8.GetBytes("""
            {"pet_id": "p", "clusters": [{"id": "c1", "members": [
              {"image_id": "second", "score": 0.5, "position": 1}, {"image_id": "first", "position": 0}]}],
             "metrics": {"num_images": 3, "avg_quality": 0.25}}
            """));

        var body = JsonDocument.Parse(LegacyVersionJson.Write(Pet, parse.State!, LegacyOptions.DefaultNamespace).Body).RootElement;

        body.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["pet_id", "version", "created_at", "algorithm", "cluster_count", "image_count", "metrics", "run", "changes", "clusters", "noise"]);
        body.GetProperty("version").GetInt64().ShouldBe(0);
        body.GetProperty("created_at").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("algorithm").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("image_count").GetInt32().ShouldBe(3);
        body.GetProperty("metrics").GetRawText().ShouldBe("""{"coverage":null,"silhouette":null,"cohesion":null,"noise_count":1,"average_quality":0.25,"davies_bouldin":null,"noise_share":null,"churn":null,"adjusted_rand":null}""");
        body.GetProperty("run").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("changes").ValueKind.ShouldBe(JsonValueKind.Null);
        var cluster = body.GetProperty("clusters")[0];
        var first = NameBasedUuid.Create(LegacyOptions.DefaultNamespace, "first");
        cluster.GetProperty("stable_id").GetGuid().ShouldBe(NameBasedUuid.Create(LegacyOptions.DefaultNamespace, "c1"));
        cluster.GetProperty("hero").GetRawText().ShouldBe($$"""{"image_id":"{{first}}","score":null,"reason":null}""");
        cluster.GetProperty("candidates").ValueKind.ShouldBe(JsonValueKind.Null);
        cluster.GetProperty("members")[0].GetRawText().ShouldBe($$"""{"image_id":"{{first}}","distance":null}""");
        cluster.GetProperty("members")[1].GetProperty("distance").GetDouble().ShouldBe(0.5);
    }

    private static LegacyState ToState(LegacyResult result, params (Guid ImageId, double Quality)[] qualities)
        => result.ToState(At, qualities.ToDictionary(quality => quality.ImageId, quality => quality.Quality));
}
