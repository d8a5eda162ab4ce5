using System.Text;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Clusters;

public sealed class VersionReaderTests
{
    private const string Earlier = """
        {"pet_id":"5eed0000-0000-4000-8000-000000000001","version":3,"created_at":"2026-01-31T10:00:00Z","algorithm":"dbscan","cluster_count":1,"image_count":3,
        "metrics":{"coverage":0.5,"silhouette":null,"cohesion":0.9,"noise_count":1,"average_quality":null},
        "clusters":[{"cluster_index":0,"stable_id":"5eed0000-0000-4000-8000-0000000000c1","label":"group 1",
        "hero":{"image_id":"5eed0000-0000-4000-8000-0000000000a1","score":0.75},
        "members":[{"image_id":"5eed0000-0000-4000-8000-0000000000a1","distance":0.1},{"image_id":"5eed0000-0000-4000-8000-0000000000a2","distance":0.2}]}],
        "noise":["5eed0000-0000-4000-8000-0000000000a3"]}
        """;

    [Fact]
    public void Read_of_a_body_of_an_earlier_release_leaves_out_what_it_lacks()
    {
        var (createdAt, result, _) = VersionReader.Read(Encoding.UTF8.GetBytes(Earlier));

        createdAt.ShouldBe(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));
        result.Run.ShouldBeNull();
        result.Changes.ShouldBeEmpty();
        result.Metrics.ShouldBe(new ClusteringMetrics(0.5, null, 0.9, 1, null));
        var cluster = result.Clusters.ShouldHaveSingleItem();
        cluster.Hero.Reason.ShouldBe(HeroReason.Best);
        cluster.Candidates.ShouldBeEmpty();
        cluster.Members.Count.ShouldBe(2);
        result.Noise.Count.ShouldBe(1);
    }

    [Fact]
    public void Read_passes_over_what_a_later_release_calls_by_other_names()
    {
        var body = Encoding.UTF8.GetString(VersionJson.Write(Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, Given.ComputedResult()).Span)
            .Replace("\"incremental\"", "\"quantum\"", StringComparison.Ordinal)
            .Replace("\"pinned\"", "\"dreamt\"", StringComparison.Ordinal)
            .Replace("\"split\"", "\"swap\"", StringComparison.Ordinal);

        var result = VersionReader.Read(Encoding.UTF8.GetBytes(body)).Result;

        result.Run.ShouldBeNull();
        result.Clusters.Select(cluster => cluster.Hero.Reason).ShouldBe([HeroReason.Best, HeroReason.Kept]);
        result.Changes.Select(change => change.Kind).ShouldBe([GroupChangeKind.Birth, GroupChangeKind.Death, GroupChangeKind.Merge]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"created_at":7}""")]
    [InlineData("""{"created_at":"yesterday"}""")]
    public void Read_of_what_is_no_version_says_so(string body)
        => Should.Throw<InvalidDataException>(() => VersionReader.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("\"clusters\":[", "\"clusters\":[7,")]
    [InlineData("\"run\":{", "\"run\":{\"mode\":7,\"m\":{")]
    [InlineData("\"changes\":[", "\"changes\":[{},")]
    [InlineData("\"noise\":[", "\"noise\":[\"x\",")]
    public void Read_of_a_damaged_version_says_so(string intact, string damaged)
    {
        var body = Encoding.UTF8.GetString(VersionJson.Write(Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, Given.ComputedResult()).Span);

        Should.Throw<InvalidDataException>(() => VersionReader.Read(Encoding.UTF8.GetBytes(body.Replace(intact, damaged, StringComparison.Ordinal))));
    }
}
