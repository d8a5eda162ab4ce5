using System.Text;
using MediaClusters.LoadTests.Scenarios;
using MediaClusters.LoadTests.Seeding;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.LoadTests.Scenarios;

public sealed class BodiesTests
{
    private static readonly SeededPet Pet = new(1, 1);

    [Fact]
    public void A_version_s_body_is_its_pet_s_and_nobody_else_s()
    {
        var body = VersionJson.Write(Pet.Id, 17, DateTimeOffset.UnixEpoch, Pet.Version()).Span;

        Bodies.IsOf("pet_id"u8, Pet.Id, body).ShouldBeTrue();
        Bodies.VersionOf(body).ShouldBe(17);
        Bodies.IsOf("pet_id"u8, new SeededPet(1, 2).Id, body).ShouldBeFalse();
        Bodies.IsOf("image_id"u8, Pet.Id, body).ShouldBeFalse();
        Bodies.IsOf("pet_id"u8, Pet.Id, body[..^1]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"pet_id\":\"")]
    [InlineData("{\"version\":null}")]
    public void Something_else_is_no_version_s_body(string text)
    {
        Bodies.IsOf("pet_id"u8, Pet.Id, Encoding.UTF8.GetBytes(text)).ShouldBeFalse();
        Bodies.VersionOf(Encoding.UTF8.GetBytes(text)).ShouldBe(0);
    }
}
