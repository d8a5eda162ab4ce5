using System.Text;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Legacy;

namespace MediaClusters.Tests.Persistence.Legacy;

public sealed class LegacyVersionTests
{
    private static readonly Guid Namespace = LegacyOptions.DefaultNamespace;

    [Fact]
    public void From_keeps_all_that_a_version_can_say()
    {
        var (version, problem) = Read("""
            {"pet_id": "p", "clusters": [
              {"id": "front", "label": "Front", "hero_image_id": "b.jpg", "quality_score": 0.75, "members": [
                {"image_id": "a.jpg", "score": 0.5, "position": 1, "quality_score": 0.25},
                {"image_id": "b.jpg", "score": 1, "position": 0, "quality_score": 0.5}]},
              {"id": "11111111-2222-4333-8444-555555555555", "label": " ", "hero_image_id": "99999999-2222-4333-8444-555555555555", "quality_score": 1, "members": [
                {"image_id": "99999999-2222-4333-8444-555555555555", "score": -1}]}],
             "metrics": {"num_clusters": 2, "num_images": 4, "avg_quality": 0.5, "processed_at": "2026-01-01T00:00:00Z"}}
            """);

        problem.ShouldBeNull();
        version!.Mended.ShouldBeEmpty();
        version.Time.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var result = version.Result;
        (result.Algorithm, result.ImageCount, result.Noise.Count).ShouldBe(("imported", 4, 0));
        result.Metrics.ShouldBe(new ClusteringMetrics(0.75, null, Math.Round(0.5 / 3, 6), 1, 0.5));

        var first = result.Clusters[0];
        (first.Index, first.StableId, first.Label).ShouldBe((0, LegacyIds.ToUuid("front", Namespace), "Front"));
        first.Members.ShouldBe([new(LegacyIds.ToUuid("b.jpg", Namespace), 0), new(LegacyIds.ToUuid("a.jpg", Namespace), 0.5)]);
        first.Hero.ShouldBe(new Hero(LegacyIds.ToUuid("b.jpg", Namespace), 0.75, new(0.5, 1, null, null)));
        var second = result.Clusters[1];
        (second.StableId, second.Label, second.Members.Single().Distance).ShouldBe((new Guid("11111111-2222-4333-8444-555555555555"), "group 2", 2));
        second.Hero.Parts.Centrality.ShouldBe(0);

        version.OldIds.ShouldBe(
            [new(LegacyIds.ToUuid("a.jpg", Namespace), "a.jpg", "front"), new(LegacyIds.ToUuid("b.jpg", Namespace), "b.jpg", "front")]);
    }

    [Fact]
    public void From_mends_what_is_left_out_and_says_so()
    {
        var (version, _) = Read("""
            {"pet_id": "p", "clusters": [{"id": "c", "members": [{"image_id": "a"}, {"image_id": "b", "position": 0}]}],
             "metrics": {"num_clusters": 3, "num_images": 1}}
            """);

        version!.Mended.Select(problem => problem.Path).ShouldBe(
            ["clusters[0].members", "clusters[0].hero_image_id", "clusters[0].quality_score", "metrics.num_clusters", "metrics.num_images", "updated_at"]);
        version.Time.ShouldBeNull();
        var cluster = version.Result.Clusters.Single();
        (cluster.Label, cluster.Hero.ImageId, cluster.Hero.Score).ShouldBe(("group 1", LegacyIds.ToUuid("b", Namespace), 0));
        cluster.Members.ShouldAllBe(member => member.Distance == 0);
        version.Result.ImageCount.ShouldBe(2);
        version.Result.Metrics.Cohesion.ShouldBeNull();
    }

    [Fact]
    public void From_a_state_without_clusters_is_an_empty_version()
    {
        var (version, _) = Read("""{"pet_id": "p", "clusters": [], "updated_at": "2026-01-01T00:00:00Z"}""");

        version!.Mended.ShouldBeEmpty();
        version.Result.Clusters.ShouldBeEmpty();
        version.Result.Metrics.Coverage.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "c", "members": [{"image_id": "aaaaaaaa-0000-4000-8000-000000000000"}, {"image_id": "AAAAAAAA000040008000000000000000"}]}]}""", "clusters[0].members")]
    [InlineData("""{"pet_id": "p", "clusters": [{"id": "aaaaaaaa-0000-4000-8000-000000000000", "members": [{"image_id": "a"}]}, {"id": "AAAAAAAA-0000-4000-8000-000000000000", "members": [{"image_id": "b"}]}]}""", "clusters[1].id")]
    public void From_spellings_of_one_UUID_is_a_problem(string json, string path)
    {
        var (version, problem) = Read(json);

        version.ShouldBeNull();
        problem!.Path.ShouldBe(path);
    }

    private static (LegacyVersion? Version, LegacyProblem? Problem) Read(string json)
        => LegacyVersion.From(LegacyStateJson.Parse(Encoding.UTF8.GetBytes(json)).State.ShouldNotBeNull(), Namespace);
}
