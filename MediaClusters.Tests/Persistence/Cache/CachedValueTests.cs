using System.Text;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Persistence.Cache;

public sealed class CachedValueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(CachedValue.MaxVersion)]
    public void Encode_then_decode_gives_version_and_body_back(long version)
    {
        var body = Encoding.UTF8.GetBytes("{\"a\":1}");

        CachedValue.TryDecode(CachedValue.Encode(new(version, body)), out var decoded, out var decodedBody).ShouldBeTrue();

        decoded.ShouldBe(version);
        decodedBody.ToArray().ShouldBe(body);
    }

    [Fact]
    public void Encode_of_an_unknown_pet_is_version_0_without_body() =>
        Encoding.UTF8.GetString(CachedValue.Encode(null)).ShouldBe("0000000000000000");

    [Theory]
    [InlineData(-1)]
    [InlineData(CachedValue.MaxVersion + 1)]
    public void Encode_of_a_version_that_scripts_cannot_compare_throws(long version) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CachedValue.Encode(new VersionBody(version, default)));

    [Theory]
    [InlineData("")]
    [InlineData("000000000000001")]
    [InlineData("00000000000000x1{}")]
    [InlineData("-000000000000001{}")]
    public void TryDecode_of_anything_else_is_false(string value) =>
        CachedValue.TryDecode(Encoding.UTF8.GetBytes(value), out _, out _).ShouldBeFalse();

    [Fact]
    public void Keys_of_a_pet_share_a_hash_slot()
    {
        var pet = Guid.Parse("0198c0de-0000-7000-8000-000000000001");

        CacheKeys.All(pet).Select(CacheKeys.Text).ShouldBe(
        [
            "mc:{0198c0de-0000-7000-8000-000000000001}:latest",
            "mc:{0198c0de-0000-7000-8000-000000000001}:fill",
            "mc:{0198c0de-0000-7000-8000-000000000001}:pending",
        ]);
    }
}
