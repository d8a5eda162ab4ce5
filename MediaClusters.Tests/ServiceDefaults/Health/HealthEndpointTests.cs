using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.Tests.ServiceDefaults.Health;

public sealed class HealthEndpointTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable)]
    public async Task Health_answers_the_worst_state_and_names_each_check(HealthStatus state, HttpStatusCode expected)
    {
        await using var application = await StartAsync(() => new HealthCheckResult(state));

        using var response = await application.GetTestClient().GetAsync("/health");

        response.StatusCode.ShouldBe(expected);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("status").GetString().ShouldBe(state.ToString());
        body.GetProperty("checks").GetProperty("disk").GetString().ShouldBe(state.ToString());
    }

    [Fact]
    public async Task Health_keeps_descriptions_and_exceptions_to_itself()
    {
        await using var application = await StartAsync(() => HealthCheckResult.Unhealthy("hunter2", new InvalidOperationException("Host=db;Password=hunter2")));

        using var response = await application.GetTestClient().GetAsync("/health");

        var body = await response.Content.ReadAsStringAsync();
        body.ShouldNotContain("hunter2");
        body.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task Alive_stays_well_when_a_dependency_is_down()
    {
        await using var application = await StartAsync(() => HealthCheckResult.Unhealthy());

        using var response = await application.GetTestClient().GetAsync("/alive");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("disk");
    }

    [Fact]
    public async Task Health_asked_often_checks_once_a_second()
    {
        var runs = 0;
        var time = new ManualTimeProvider();
        await using var application = await StartAsync(
            () =>
            {
                Interlocked.Increment(ref runs);
                return HealthCheckResult.Healthy();
            },
            time);
        using var client = application.GetTestClient();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetAsync("/health")));
        runs.ShouldBe(1);

        time.Advance(TimeSpan.FromSeconds(1));
        await client.GetAsync("/health");
        runs.ShouldBe(2);
    }

    [Fact]
    public async Task Health_does_not_wait_for_a_check_that_hangs()
    {
        var time = new ManualTimeProvider();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hangs = new TaskCompletionSource<HealthCheckResult>();
        var builder = DefaultsHost.CreateBuilder(Environments.Production);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddAsyncCheck("hangs", () =>
        {
            called.TrySetResult();
            return hangs.Task;
        });
        await using var application = await builder.StartAsync(app => app.MapDefaultEndpoints());

        var asking = application.GetTestClient().GetAsync("/health");
        await called.Task;
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        using var response = await asking;
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        hangs.SetResult(HealthCheckResult.Healthy());
    }

    [Fact]
    public async Task Health_recovers_though_a_check_never_came_back()
    {
        var time = new ManualTimeProvider();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hangs = new TaskCompletionSource<HealthCheckResult>();
        var builder = DefaultsHost.CreateBuilder(Environments.Production);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddAsyncCheck(
            "hangs once", () => called.TrySetResult() ? hangs.Task : Task.FromResult(HealthCheckResult.Healthy()));
        await using var application = await builder.StartAsync(app => app.MapDefaultEndpoints());
        using var client = application.GetTestClient();
        using var caller = new CancellationTokenSource();
        var asking = client.GetAsync("/health", caller.Token);
        await called.Task;
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);

        time.Advance(TimeSpan.FromSeconds(5));
        using var response = await client.GetAsync("/health").WaitAsync(TimeSpan.FromSeconds(10));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        hangs.SetResult(HealthCheckResult.Healthy());
    }

    [Fact]
    public async Task Health_needs_no_token()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, ("INTERNAL_TOKEN", "weak"));
        builder.AddServiceDefaults();
        builder.AddInternalTokens();
        builder.Services.AddAuthorizationBuilder().AddFallbackPolicy("closed", policy => policy.RequireAuthenticatedUser());
        await using var application = await builder.StartAsync(app => app.MapDefaultEndpoints());

        foreach (var path in (string[])["/health", "/alive", "/metrics"])
        {
            using var response = await application.GetTestClient().GetAsync(path);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    [Fact]
    public async Task Health_is_degraded_and_ready_without_redis_and_unhealthy_without_postgres()
    {
        var builder = DefaultsHost.CreateBuilder(
            Environments.Development,
            ("ConnectionStrings:cache", "127.0.0.1:1,connectRetry=1,connectTimeout=200"),
            ("ConnectionStrings:media-clusters", "Host=127.0.0.1;Port=1;Timeout=2"));
        builder.AddServiceDefaults();
        builder.AddCache();
        builder.AddDatabase();
        await using var application = await builder.StartAsync(app => app.MapDefaultEndpoints());

        var body = await (await application.GetTestClient().GetAsync("/health")).Content.ReadFromJsonAsync<JsonElement>();

        body.GetProperty("checks").GetProperty("StackExchange.Redis").GetString().ShouldBe("Degraded");
        body.GetProperty("checks").GetProperty("PostgreSql").GetString().ShouldBe("Unhealthy");
    }

    private static Task<WebApplication> StartAsync(Func<HealthCheckResult> check, TimeProvider? time = null)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Production);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck("disk", check);
        return builder.StartAsync(application => application.MapDefaultEndpoints());
    }
}
