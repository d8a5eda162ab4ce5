using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.Persistence.Clusters;

public sealed class SnapshotCodecTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(3_000_000)]
    public void Decode_gives_back_what_was_encoded(int length)
    {
        var body = new byte[length];
        new Random(1).NextBytes(body);
        Array.Fill(body, (byte)'x', 0, length / 2);

        var (encoding, payload) = SnapshotCodec.Encode(body);

        SnapshotCodec.Decode(encoding, payload).ToArray().ShouldBe(body);
        payload.Length.ShouldBeLessThanOrEqualTo(length);
    }

    [Fact]
    public void Encode_keeps_what_does_not_shrink()
    {
        var noise = new byte[1000];
        new Random(1).NextBytes(noise);

        SnapshotCodec.Encode(noise).Encoding.ShouldBe("identity");
        SnapshotCodec.Encode(new byte[1000]).Encoding.ShouldBe("br");
    }

    [Fact]
    public void Decode_damaged_or_unknown_says_so()
    {
        var (encoding, payload) = SnapshotCodec.Encode(new byte[1000]);

        Should.Throw<InvalidDataException>(() => SnapshotCodec.Decode(encoding, payload[..^1]));
        Should.Throw<InvalidDataException>(() => SnapshotCodec.Decode("zstd", payload));
    }
}
