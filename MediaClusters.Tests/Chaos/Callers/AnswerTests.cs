using System.Text;
using MediaClusters.Chaos.Callers;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Tests.Chaos.Callers;

public sealed class AnswerTests
{
    [Theory]
    [InlineData("{\"n\": 3}", 3)]
    [InlineData("", null)]
    [InlineData("<html>", null)]
    [InlineData("[]", null)]
    [InlineData("{}", null)]
    [InlineData("{\"n\": \"three\"}", null)]
    [InlineData("{\"n\": 3.5}", null)]
    public void Body_that_does_not_say_what_it_should_says_nothing(string body, int? said) =>
        Answer(Encoding.UTF8.GetBytes(body)).Read(json => json.GetProperty("n").GetInt32()).ShouldBe(said);

    [Fact]
    public void Body_is_the_same_however_it_is_encoded()
    {
        var body = new byte[5000];
        var (encoding, payload) = SnapshotCodec.Encode(body);
        encoding.ShouldBe("br");
        Answer(body).Decode()!.Value.ToArray().ShouldBe(body);
        (Answer(payload) with { Encoding = encoding }).Decode()!.Value.ToArray().ShouldBe(body);
    }

    [Fact]
    public void Body_that_cannot_be_decoded_is_none()
    {
        (Answer([1, 2, 3]) with { Encoding = "br" }).Decode().ShouldBeNull();
        (Answer([1, 2, 3]) with { Encoding = "gzip" }).Decode().ShouldBeNull();
    }

    private static Answer Answer(byte[] body) => new(Past(1), Past(2), 200, body, ETag: null, RetryAfter: false, Failure: null);

    private static TimeSpan Past(double seconds) => TimeSpan.FromSeconds(seconds);
}
