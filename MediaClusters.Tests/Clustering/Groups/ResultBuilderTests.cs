using MediaClusters.Clustering;
using MediaClusters.Tests.Clustering.Identity;

namespace MediaClusters.Tests.Clustering.Groups;

public sealed class ResultBuilderTests
{
    [Fact]
    public void Build_a_burst_does_not_make_its_photos_the_central_ones()
    {
        // Views at 0, 20 and 40 degrees; the last six times.
        var result = Versions.Of(Pets.Photos([Pets.At(0), Pets.At(20), .. Enumerable.Range(0, 6).Select(i => Pets.At(40 + (i * 0.01)))]), [0, 0, 0, 0, 0, 0, 0, 0]);

        var cluster = result.Clusters.ShouldHaveSingleItem();
        cluster.Hero.ImageId.ShouldBe(Pets.Id(1));
        cluster.Members[0].ImageId.ShouldBe(Pets.Id(2));
    }

    [Fact]
    public void Build_a_hero_stays_with_its_group_from_version_to_version()
    {
        Photo[] Photos(double first, double second) =>
        [
            new(Pets.Id(0), Pets.At(0), first),
            new(Pets.Id(1), Pets.At(0), second),
            new(Pets.Id(2), Pets.At(90), 0.5),
            new(Pets.Id(3), Pets.At(90), 0.5),
        ];

        var first = Versions.Of(Photos(0.5, 0.6), [0, 0, 1, 1]);
        (first.Clusters[0].Hero.ImageId, first.Clusters[0].Hero.Reason).ShouldBe((Pets.Id(1), HeroReason.Best));

        var second = Versions.Of(Photos(0.65, 0.6), [0, 0, 1, 1], first.Previous());
        (second.Clusters[0].Hero.ImageId, second.Clusters[0].Hero.Reason).ShouldBe((Pets.Id(1), HeroReason.Kept));
        second.Clusters[0].Candidates.Select(candidate => candidate.ImageId).ShouldBe([Pets.Id(0), Pets.Id(1)]);

        var third = Versions.Of(Photos(0.9, 0.6), [0, 0, 1, 1], second.Previous());
        (third.Clusters[0].Hero.ImageId, third.Clusters[0].Hero.Reason).ShouldBe((Pets.Id(0), HeroReason.Best));
    }
}
