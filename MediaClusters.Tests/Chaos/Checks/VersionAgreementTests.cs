using System.Text;
using MediaClusters.Chaos.Checks;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Tests.Clustering;

namespace MediaClusters.Tests.Chaos.Checks;

public sealed class VersionAgreementTests
{
    private static readonly PetClusterer Clusterer = new(new ClusteringOptions());
    private static readonly ClusteringResult First = Cluster(photos: 40, previous: null);
    private static readonly ClusteringResult Second = Cluster(photos: 44, First);

    [Fact]
    public void Versions_as_they_are_written_agree()
    {
        First.Clusters.ShouldNotBeEmpty();
        VersionAgreement.Differences(Stored(1, First), previousBody: null).ShouldBeEmpty();
        VersionAgreement.Differences(Stored(2, Second), Body(1, First)).ShouldBeEmpty();
    }

    [Fact]
    public void Rows_that_differ_from_the_body_are_found()
    {
        var good = Stored(1, First);
        Find(good with { Version = 2 }, "number");
        Find(good with { PetId = Past.Job }, "another pet's");
        Find(good with { ClusterCount = 9 }, "groups");
        Find(good with { ImageCount = 9 }, "photos");
        Find(good with { Members = [.. good.Members.Skip(1)] }, "members differ");
        Find(good with { Members = [good.Members[0] with { StableId = Past.Job }, .. good.Members.Skip(1)] }, "members differ");
        Find(good with { Heroes = [good.Heroes[0] with { Score = 2 }, .. good.Heroes.Skip(1)] }, "heroes differ");
        Find(good with { Metrics = "{}" }, "metrics");
    }

    [Fact]
    public void Figures_that_do_not_follow_from_the_groups_are_found()
    {
        Find(Wrong(First with { Metrics = First.Metrics with { Coverage = 0.123 } }), "coverage");
        Find(Wrong(First with { Metrics = First.Metrics with { Cohesion = 0.123 } }), "cohesion");
        Find(Wrong(First with { Metrics = First.Metrics with { NoiseCount = 99 } }), "noise");
        VersionAgreement.Differences(Stored(2, Second with { Metrics = Second.Metrics with { Churn = 0.5 } }), Body(1, First)).ShouldContain(difference => difference.Contains("churn"));
        VersionAgreement.Differences(Stored(2, Second with { Metrics = Second.Metrics with { AdjustedRand = -0.5 } }), Body(1, First)).ShouldContain(difference => difference.Contains("Rand"));
    }

    [Fact]
    public void Hero_of_another_group_is_found()
    {
        var group = First.Clusters[0];
        Find(Wrong(First with { Clusters = [group with { Hero = group.Hero with { ImageId = Past.Job } }, .. First.Clusters.Skip(1)] }), "no member");
    }

    private static void Find(StoredVersion version, string difference) =>
        VersionAgreement.Differences(version, previousBody: null).ShouldContain(found => found.Contains(difference));

    private static StoredVersion Wrong(ClusteringResult result) => Stored(1, result);

    private static ClusteringResult Cluster(int photos, ClusteringResult? previous)
    {
        var random = new Random(3);
        Photo[] all = [.. Enumerable.Range(0, photos).Select(photo => new Photo(Infrastructure.Given.Id(photo), Vector(random, photo % 3), 0.5, "front", CapturedAt: null))];
        return Clusterer.Cluster(all, previous is null ? null : new(
            [.. previous.Clusters.Select(cluster => new PreviousGroup(cluster.StableId, cluster.Hero.ImageId, [.. cluster.Members.Select(member => member.ImageId)]))], previous.Noise, Version: 1));
    }

    private static float[] Vector(Random random, int group)
    {
        var centre = Infrastructure.Given.Vector(900 + group);
        return [.. centre.Select(value => value + (0.2f * (float)(random.NextDouble() - 0.5)))];
    }

    private static StoredVersion Stored(long version, ClusteringResult result) => new(Past.Pet, version, result.Clusters.Count, result.ImageCount, VersionJson.Metrics(result.Metrics), RestoredFrom: null)
    {
        Body = Body(version, result),
        Members = [.. result.Clusters.SelectMany(cluster => cluster.Members.Select(member => new StoredMember(member.ImageId, cluster.Index, member.Distance, cluster.StableId)))],
        Heroes = [.. result.Clusters.Select(cluster => new StoredHero(cluster.Hero.ImageId, cluster.Index, cluster.Hero.Score))],
    };

    private static ReadOnlyMemory<byte> Body(long version, ClusteringResult result) => VersionJson.Write(Past.Pet, version, DateTimeOffset.UnixEpoch, result);
}
