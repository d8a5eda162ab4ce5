using System.Net;
using MediaClusters.Tests.Api;

namespace MediaClusters.Tests.Fuzz;

/// <summary>What the fuzz found, each by itself.</summary>
public sealed class FoundByFuzzTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("7FFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("zz\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello0\r\n\r\n")]
    public async Task Chunk_of_an_impossible_size_is_the_callers_fault(string body)
    {
        foreach (var path in (string[])["/internal/cluster-jobs", $"/internal/pets/{Guid.CreateVersion7()}/images"])
        {
            var request = new FuzzRequest(new("", path.EndsWith("jobs", StringComparison.Ordinal) ? "POST" : "PUT", path, [], Example: null)) { Body = FuzzRequest.Bytes(body) };
            request.Headers.AddRange([
                ("Host", "api"), ("Connection", "close"), (ApiHost.TokenHeader.Split(": ")[0], ApiHost.TokenHeader.Split(": ")[1]),
                ("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")]);

            var exchange = await RawExchange.SendAsync(new(IPAddress.Loopback, host.Client.BaseAddress!.Port), request);

            exchange.Answers.ShouldHaveSingleItem().Status.ShouldBe(400, path);
            AnswerRules.Check(exchange, request).ShouldBeNull();
        }
    }
}
