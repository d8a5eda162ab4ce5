using MediaClusters.Persistence.Images;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Images;

public sealed class ImageUpsertTests
{
    private static readonly ImageUpsert Sound = Given.Image(1);

    public static TheoryData<string, ImageUpsert> Wrong => new()
    {
        { "image_id", Sound with { ImageId = Guid.Empty } },
        { "embedding", Sound with { Embedding = Given.Vector(1, 383) } },
        { "embedding", Sound with { Embedding = Given.Vector(1, 1025) } },
        { "embedding", Sound with { Embedding = Array.Empty<float>() } },
        { "embedding", Sound with { Embedding = new float[384] } },
        { "embedding", Sound with { Embedding = With(float.NaN) } },
        { "embedding", Sound with { Embedding = With(float.NegativeInfinity) } },
        { "model", Sound with { Model = " " } },
        { "model", Sound with { Model = new string('m', 101) } },
        { "model", Sound with { Model = "a\0b" } },
        { "quality", Sound with { Quality = 1.01 } },
        { "quality", Sound with { Quality = double.NaN } },
        { "pose", Sound with { Pose = "" } },
        { "pose", Sound with { Pose = "front\n" } },
        { "metadata", Sound with { Metadata = $"{{\"a\":\"{new string('x', 17000)}\"}}" } },
    };

    [Fact]
    public void Validate_sound_photo_finds_nothing() => Sound.Validate().ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_wrong_photo_names_the_field(string field, ImageUpsert image)
        => image.Validate().ShouldHaveSingleItem().Field.ShouldBe(field);

    [Fact]
    public void Validate_tiny_and_huge_values_are_fine()
    {
        (Sound with { Embedding = With(1e-30f) }).Validate().ShouldBeEmpty();
        (Sound with { Embedding = With(3e38f) }).Validate().ShouldBeEmpty();
    }

    private static float[] With(float value)
    {
        var vector = Given.Vector(1);
        vector[100] = value;
        return vector;
    }
}
