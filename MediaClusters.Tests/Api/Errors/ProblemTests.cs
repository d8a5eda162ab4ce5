using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MediaClusters.Persistence.Clusters;
using Npgsql;

namespace MediaClusters.Tests.Api.Errors;

public sealed class ProblemTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    public static TheoryData<Exception> TransientFailures() =>
    [
        new NpgsqlException("no route to 10.1.2.3", new TimeoutException()),
        new PostgresException("canceling statement due to statement timeout", "ERROR", "ERROR", "57014"),
        new PostgresException("terminating connection due to idle-in-transaction timeout", "FATAL", "FATAL", "25P03"),
        new PostgresException("the database system is shutting down", "FATAL", "FATAL", "57P01"),
        new InvalidOperationException("wrapped", new NpgsqlException("gone", new IOException())),
        new TimeoutException(),
        new OperationCanceledException(),
    ];

    [Theory]
    [MemberData(nameof(TransientFailures))]
    public async Task Get_store_away_answers_503_and_when_to_retry(Exception failure)
    {
        _host.Clusters.OnFind = _ => throw failure;

        using var response = await GetLatestAsync();

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        problem.ToJsonString().ShouldNotContain("10.1.2.3");
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Get_failure_answers_500_without_internals(string environment)
    {
        await using var host = new ApiHost { Environment = environment };
        await host.InitializeAsync();
        host.Clusters.OnFind = _ => throw new InvalidOperationException("secret internals");

        using var response = await host.Client.GetAsync($"/internal/pets/{Guid.CreateVersion7()}/clusters/latest");

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
        problem.ToJsonString().ShouldNotContain("secret");
        problem.ToJsonString().ShouldNotContain("   at ");
        problem["trace_id"]!.GetValue<string>().ShouldStartWith("00-");
    }

    [Fact]
    public async Task Get_caller_gone_abandons_the_read()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var abandoned = new TaskCompletionSource<VersionBody?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Clusters.OnFind = token =>
        {
            token.Register(() => abandoned.TrySetCanceled(token));
            entered.SetResult();
            return abandoned.Task;
        };
        using var caller = new CancellationTokenSource();
        var response = _host.Client.GetAsync($"/internal/pets/{Guid.CreateVersion7()}/clusters/latest", caller.Token);
        await entered.Task;

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(response);
        await Should.ThrowAsync<OperationCanceledException>(abandoned.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Invalidate_cache_away_answers_503()
    {
        _host.Clusters.CacheListens = false;

        using var response = await _host.Client.PostAsync($"/internal/pets/{Guid.CreateVersion7()}/invalidate", content: null);

        await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/internal/nothing")]
    [InlineData("/internal/pets")]
    [InlineData("/nothing")]
    public async Task Get_unknown_path_answers_404(string path)
    {
        using var response = await _host.Client.GetAsync(path);

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Wrong_method_answers_405_and_the_right_one()
    {
        using var response = await _host.Client.DeleteAsync("/internal/cluster-jobs");

        await response.ShouldBeProblemAsync(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/merge-patch+json")]
    [InlineData(null)]
    public async Task Wrong_media_type_answers_415(string? type)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        using var response = await _host.Client.PostAsync("/internal/cluster-jobs", content);

        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Quoted_charset_is_read()
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=\"UTF-8\"");

        using var response = await _host.Client.PostAsync("/internal/cluster-jobs", content);

        await response.ShouldNameAsync("pet_id");
    }

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/openapi/v2.json", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/internal/cluster-jobs", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/internal/cluster-jobs", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("GET", "/internal/jobs/7", HttpStatusCode.BadRequest)]
    public async Task Caller_that_asks_for_html_gets_a_problem_too(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { Accept = { new("text/html") } } };

        using var response = await _host.Client.SendAsync(request);

        await response.ShouldBeProblemAsync(status);
    }

    [Fact]
    public async Task Compressed_body_answers_415()
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await _host.Client.PostAsync("/internal/cluster-jobs", content);

        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    private Task<HttpResponseMessage> GetLatestAsync() =>
        _host.Client.GetAsync($"/internal/pets/{Guid.CreateVersion7()}/clusters/latest");
}
