using System.Text;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.Tests.LoadTests;

public sealed class HttpRequestsTests
{
    private static readonly Uri Address = new("http://localhost:5080");

    [Fact]
    public void Get_is_a_whole_request()
        => Encoding.ASCII.GetString(HttpRequests.Get(Address, "/pets?limit=1", "secret", "\"3\"")).ShouldBe(
            "GET /pets?limit=1 HTTP/1.1\r\nHost: localhost:5080\r\nX-Internal-Token: secret\r\nIf-None-Match: \"3\"\r\n\r\n");

    [Fact]
    public void Post_says_how_long_its_body_is()
        => Encoding.UTF8.GetString(HttpRequests.Post(Address, "/jobs", "secret", """{"ä":1}"""u8, ("Idempotency-Key", "a"))).ShouldBe(
            "POST /jobs HTTP/1.1\r\nHost: localhost:5080\r\nX-Internal-Token: secret\r\nIdempotency-Key: a\r\n"
            + "Content-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"ä\":1}");

    [Theory]
    [InlineData("pets")]
    [InlineData("")]
    [InlineData("/a b")]
    [InlineData("/a\r\nX: y")]
    [InlineData("/ä")]
    public void A_path_that_breaks_the_request_is_refused(string path)
        => Should.Throw<ArgumentException>(() => HttpRequests.Get(Address, path, token: null)).ParamName.ShouldBe("path");

    [Theory]
    [InlineData("a\r\nX: y")]
    [InlineData("a\n")]
    [InlineData("ä")]
    public void A_value_that_breaks_the_request_is_refused(string value)
    {
        Should.Throw<ArgumentException>(() => HttpRequests.Get(Address, "/", value));
        Should.Throw<ArgumentException>(() => HttpRequests.Get(Address, "/", "secret", value));
        Should.Throw<ArgumentException>(() => HttpRequests.Post(Address, "/", "secret", default, ("X", value)));
        Should.Throw<ArgumentException>(() => HttpRequests.Post(Address, "/", "secret", default, (value, "x")));
    }
}
