using System.Net;
using System.Text;
using MediaClusters.Chaos.Callers;
using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Cluster;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Callers;

/// <summary>Callers of an API that answers everything by the same nonsense.</summary>
public sealed class UnreadableAnswersTests : IDisposable
{
    private static readonly PetAlbum Pet = new(Guid.NewGuid(), groups: 2);

    private readonly HttpListener _api = new();
    private readonly ApiPort _port;
    private readonly CallLog _log = new();

    public UnreadableAnswersTests()
    {
        var address = $"http://127.0.0.1:{Ports.Next()}/";
        _api.Prefixes.Add(address);
        _api.Start();
        _port = new ApiPort([new(address)], "token", new ChaosClock());
    }

    public void Dispose()
    {
        _port.Dispose();
        _api.Close();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"versions\": 1, \"job_id\": 1}")]
    public async Task Answer_that_cannot_be_read_is_written_down_and_found(string body)
    {
        var (reads, writes) = (new Reads(_port, _log), new Writes(_port, _log));
        var answering = AnswerAsync(HttpStatusCode.OK, body, requests: 6);
        await reads.LatestAsync(new Reader("reader", Pet, api: null), api: 0, ifNoneMatch: false, insist: false, compressed: true);
        await reads.VersionAsync(Pet, api: 0, version: 1);
        await reads.HistoryAsync(Pet, api: 0);
        await reads.BatchGetAsync([Pet], api: 0);
        await reads.LatestVersionsAsync([Pet], api: 0);
        await reads.JobAsync(Guid.NewGuid(), Pet, api: 0);
        await answering;

        answering = AnswerAsync(HttpStatusCode.Accepted, body, requests: 1);
        (await writes.PostJobAsync(Pet, "key", force: false, priority: 0, api: 0)).ShouldBeNull();
        await answering;

        _log.Calls.Count.ShouldBe(7);
        _log.Sightings.ShouldBeEmpty();
        new AnswersAreOrderly().Judge(new() { Calls = _log.Calls }).Count().ShouldBe(7);
    }

    private async Task AnswerAsync(HttpStatusCode status, string body, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            var context = await _api.GetContextAsync();
            context.Response.StatusCode = (int)status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }
}
