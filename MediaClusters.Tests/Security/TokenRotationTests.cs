using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Security;

[Collection(ServersCollection.Name)]
public sealed class TokenRotationTests(Servers servers)
{
    private const string Old = "old-5c1f7be09d2a4e63a8f4b17d0c92e35f";
    private const string New = "new-a90e4d7b3f6c41d285e1c0f7b862d39a";

    [Fact]
    public async Task Tokens_are_rotated_under_load_without_refusing_a_valid_caller()
    {
        using var file = new MountedSecret("tokens.json", Tokens(Old));
        await using var database = await servers.CreateDatabaseAsync();
        await using var service = ServiceProcess.Start<Projects.MediaClusters_Api>(
        [
            ("ConnectionStrings__media-clusters", database.ConnectionString), ("Database__SslMode", "Disable"), ("ConnectionStrings__cache", servers.Redis),
            ("Authentication__TokensFile", file.Path),

            // As in the published manifests: the file's tokens take its place.
            ("Authentication__Tokens__0__Name", "internal"), ("Authentication__Tokens__0__Value", "environment-0f3a6cd2987b41e5b60f"),
        ]);
        using var api = await service.ListeningAsync();
        using var load = new Load(api) { Token = Old };
        (await AskAsync(api, "environment-0f3a6cd2987b41e5b60f")).ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(api, New)).ShouldBe(HttpStatusCode.Unauthorized);

        file.Replace(Tokens(Old, New));
        await EventuallyAsync(api, New, HttpStatusCode.NotFound);
        load.Token = New;
        await load.SettleAsync();

        file.Replace(Tokens(New));
        await EventuallyAsync(api, Old, HttpStatusCode.Unauthorized);
        await load.SettleAsync();

        file.Replace("""{"Authentication": {"Tokens": [""");
        await GraphFixture.EventuallyAsync(() => Task.FromResult(service.Output), output => output.Contains("was refused", StringComparison.Ordinal));
        file.Replace(Tokens("weak"));
        await GraphFixture.EventuallyAsync(() => Task.FromResult(service.Output), output => output.Contains("New internal tokens were refused", StringComparison.Ordinal));
        await load.SettleAsync();

        var answers = await load.EndAsync();
        answers.Keys.ShouldBe([HttpStatusCode.NotFound]);
        answers.Values.Sum().ShouldBeGreaterThan(100);
        service.Output.ShouldContain("line 1 is no JSON");
        service.Output.ShouldContain("is shorter than 32 characters");
        service.Output.ShouldNotContain(New);
        (await service.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("", "tokens.json cannot be used")]
    [InlineData("""{"Authentication": {}}""", "No internal token is configured")]
    [InlineData("""{"Authentication": {"Tokens": [{"Name": "a", "Value": "short-and-secret"}]}}""", "shorter than 32")]
    [InlineData("""{"Authentication": {"Tokens": [{"Name": "a", "Value": "unfinished-and-secret""", "tokens.json cannot be used")]
    public async Task Start_with_a_file_that_gives_no_token_fails_and_says_why(string content, string reason)
    {
        using var file = new MountedSecret("tokens.json", content);
        await using var service = ServiceProcess.Start<Projects.MediaClusters_Api>(
            [("DATABASE_URL", "postgres://db/x"), ("REDIS_URL", "redis://cache"), ("Authentication__TokensFile", file.Path)]);

        (await service.ExitAsync()).ShouldNotBe(0);

        service.Output.ShouldContain(reason);
        service.Output.ShouldNotContain("and-secret");
    }

    private static string Tokens(params string[] values) => JsonSerializer.Serialize(
        new { Authentication = new { Tokens = values.Select((value, index) => new { Name = $"caller-{index}", Value = value }) } });

    // Seconds, says the documentation; a busy machine gets more.
    private static async Task EventuallyAsync(HttpClient api, string token, HttpStatusCode expected) =>
        (await GraphFixture.EventuallyAsync(() => AskAsync(api, token), status => status == expected, TimeSpan.FromSeconds(30))).ShouldBe(expected);

    private static async Task<HttpStatusCode> AskAsync(HttpClient api, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/internal/pets/{Guid.CreateVersion7()}/clusters/latest");
        request.Headers.Add("X-Internal-Token", token);
        using var response = await api.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Callers that never rest, and how they were answered.</summary>
    private sealed class Load : IDisposable
    {
        private const int Callers = 4;

        private readonly CancellationTokenSource _end = new();
        private readonly ConcurrentDictionary<HttpStatusCode, int> _answers = new();
        private readonly Task[] _callers;
        private volatile string _token = "";
        private readonly int[] _answered = new int[Callers];

        public Load(HttpClient api) => _callers = [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(api, caller)))];

        public string Token
        {
            get => _token;
            set => _token = value;
        }

        /// <summary>Returns when every caller has done with the token it had and has been answered to the one it has now.</summary>
        public async Task SettleAsync()
        {
            var before = Answered();
            HaveSettled(before, await GraphFixture.EventuallyAsync(() => Task.FromResult(Answered()), answered => HaveSettled(before, answered))).ShouldBeTrue();
        }

        public async Task<IReadOnlyDictionary<HttpStatusCode, int>> EndAsync()
        {
            await _end.CancelAsync();
            await Task.WhenAll(_callers);
            return _answers;
        }

        public void Dispose()
        {
            _end.Cancel();
            _end.Dispose();
        }

        // Each may have been under way with its old token once.
        private static bool HaveSettled(int[] before, int[] answered) => before.Zip(answered).All(caller => caller.Second >= caller.First + 2);

        private int[] Answered() => [.. Enumerable.Range(0, Callers).Select(caller => Volatile.Read(ref _answered[caller]))];

        private async Task CallAsync(HttpClient api, int caller)
        {
            while (!_end.IsCancellationRequested)
            {
                if (_token.Length == 0)
                {
                    await Task.Yield();
                    continue;
                }

                var status = await AskAsync(api, _token);
                _answers.AddOrUpdate(status, 1, (_, count) => count + 1);
                Interlocked.Increment(ref _answered[caller]);
            }
        }
    }
}
