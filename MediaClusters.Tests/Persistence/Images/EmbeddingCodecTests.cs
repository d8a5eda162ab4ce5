using MediaClusters.Persistence.Images;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Images;

public sealed class EmbeddingCodecTests
{
    [Fact]
    public void Encode_is_little_endian_float32() => EmbeddingCodec.Encode([1f, -2f]).ShouldBe([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);

    [Fact]
    public void Decode_gives_back_what_was_encoded()
        => EmbeddingCodec.Decode(EmbeddingCodec.Encode(Given.Vector(1))).ShouldBe(Given.Vector(1));

    [Fact]
    public void Decode_of_a_broken_length_is_refused() => Should.Throw<ArgumentException>(() => EmbeddingCodec.Decode(new byte[7]));
}
