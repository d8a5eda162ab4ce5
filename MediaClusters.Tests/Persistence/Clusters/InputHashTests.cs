using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Images;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Clusters;

public sealed class InputHashTests
{
    private static readonly StoredPhoto[] Photos =
        [.. Enumerable.Range(1, 5).Select(seed => new StoredPhoto(new Photo(Given.Id(seed), Given.Vector(seed), 0.5, "front", DateTimeOffset.UnixEpoch), "clip"))];

    public static TheoryData<string, StoredPhoto> Changes => new()
    {
        { "id", Photos[0] with { Photo = Photos[0].Photo with { ImageId = Given.Id(99) } } },
        { "embedding", Photos[0] with { Photo = Photos[0].Photo with { Embedding = Given.Vector(99) } } },
        { "quality", Photos[0] with { Photo = Photos[0].Photo with { Quality = 0.6 } } },
        { "quality 0 is not none", Photos[0] with { Photo = Photos[0].Photo with { Quality = 0 } } },
        { "no quality", Photos[0] with { Photo = Photos[0].Photo with { Quality = null } } },
        { "pose", Photos[0] with { Photo = Photos[0].Photo with { Pose = "side" } } },
        { "no pose", Photos[0] with { Photo = Photos[0].Photo with { Pose = null } } },
        { "empty pose is not none", Photos[0] with { Photo = Photos[0].Photo with { Pose = "" } } },
        { "time", Photos[0] with { Photo = Photos[0].Photo with { CapturedAt = DateTimeOffset.UnixEpoch.AddSeconds(1) } } },
        { "no time", Photos[0] with { Photo = Photos[0].Photo with { CapturedAt = null } } },
        { "pin", Photos[0] with { Photo = Photos[0].Photo with { IsPinned = true } } },
        { "tags", Photos[0] with { Photo = Photos[0].Photo with { Tags = ["beach"] } } },
        { "empty tag is not none", Photos[0] with { Photo = Photos[0].Photo with { Tags = [""] } } },
        { "model", Photos[0] with { Model = "other" } },
        { "text moved over a border", Photos[0] with { Model = "clipf", Photo = Photos[0].Photo with { Pose = "ront" } } },
    };

    [Fact]
    public void Compute_does_not_depend_on_order()
        => InputHash.Compute("a", "p", [.. Photos.Reverse()]).ShouldBe(InputHash.Compute("a", "p", Photos));

    [Theory]
    [MemberData(nameof(Changes))]
    public void Compute_notices_any_change_of_a_photo(string what, StoredPhoto changed)
        => InputHash.Compute("a", "p", [changed, .. Photos[1..]]).ShouldNotBe(InputHash.Compute("a", "p", Photos), what);

    [Fact]
    public void Compute_tells_tags_apart_wherever_they_end()
    {
        string[][] all = [["ab"], ["a", "b"], ["a", "b", ""], ["", "ab"], ["b", "a"]];

        all.Select(tags => Convert.ToHexString(InputHash.Compute("a", "p", [Photos[0] with { Photo = Photos[0].Photo with { Tags = tags } }]))).ShouldBeUnique();
    }

    [Fact]
    public void Compute_of_photos_without_tags_and_pins_is_what_earlier_releases_stored()
        => Convert.ToHexStringLower(InputHash.Compute("a", "p", Photos)).ShouldBe("a8df126cc93fa44990ed7d8a863606d2b5a41ca07ba4d6b30e2c8c564859ab5a");

    [Fact]
    public void Compute_notices_algorithm_parameters_and_count()
    {
        var hash = InputHash.Compute("a", "p", Photos);

        hash.Length.ShouldBe(32);
        InputHash.Compute("b", "p", Photos).ShouldNotBe(hash);
        InputHash.Compute("a", "q", Photos).ShouldNotBe(hash);
        InputHash.Compute("ap", "", Photos).ShouldNotBe(hash);
        InputHash.Compute("a", "p", Photos[1..]).ShouldNotBe(hash);
    }
}
