using System.Net;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.Tests.ServiceDefaults.Http;

public sealed class HttpClientTests
{
    [Theory]
    [InlineData("GET", 3, HttpStatusCode.OK)]
    [InlineData("DELETE", 3, HttpStatusCode.OK)]
    [InlineData("POST", 1, HttpStatusCode.ServiceUnavailable)]
    public async Task Send_repeats_only_what_may_be_sent_twice(string method, int expectedCalls, HttpStatusCode expected)
    {
        var server = new ScriptedServer(call => new(call < 3 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
        await using var services = Build(server);

        using var response = await SendAsync(services, new(new(method), "http://api/pets"));

        server.Calls.Count.ShouldBe(expectedCalls);
        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Send_with_a_body_goes_out_once()
    {
        var server = new ScriptedServer(_ => new(HttpStatusCode.ServiceUnavailable));
        await using var services = Build(server);

        using var response = await SendAsync(services, new(HttpMethod.Put, "http://api/pets") { Content = new StringContent("cat") });

        server.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_refusal_of_the_server_is_not_repeated()
    {
        var server = new ScriptedServer(_ => new(HttpStatusCode.NotFound));
        await using var services = Build(server);

        using var response = await SendAsync(services, new(HttpMethod.Get, "http://api/pets"));

        server.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_failing_server_opens_its_own_circuit_only()
    {
        var server = new ScriptedServer(_ => new(HttpStatusCode.InternalServerError));
        await using var services = Build(server);
        for (var i = 0; i < 100; i++)
            (await SendAsync(services, new(HttpMethod.Post, "http://broken/pets"))).Dispose();

        await Should.ThrowAsync<Polly.CircuitBreaker.BrokenCircuitException>(() => SendAsync(services, new(HttpMethod.Post, "http://broken/pets")));
        using var other = await SendAsync(services, new(HttpMethod.Post, "http://other/pets"));

        other.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Theory]
    [InlineData("http://api/pets?x=1", "http://10.0.0.7:5080/pets?x=1")]
    [InlineData("https://api/pets", "https://10.0.0.7:5443/pets")]
    [InlineData("http://api:81/pets", "http://api:81/pets")]
    [InlineData("http://elsewhere/pets", "http://elsewhere/pets")]
    public async Task Send_to_a_services_name_goes_to_its_address(string url, string expected)
    {
        var server = new ScriptedServer(_ => new(HttpStatusCode.OK));
        await using var services = Build(server, ("services:api:http:0", "http://10.0.0.7:5080"), ("services:api:https:0", "https://10.0.0.7:5443"));

        using var response = await SendAsync(services, new(HttpMethod.Get, url));

        server.Calls.ShouldBe([expected]);
    }

    private static ServiceProvider Build(ScriptedServer server, params (string, string?)[] settings)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, settings);
        builder.Services.AddSingleton<TimeProvider>(new ImpatientTimeProvider());
        builder.AddServiceDefaults();
        builder.Services.AddHttpClient("").ConfigurePrimaryHttpMessageHandler(() => server);
        return builder.Services.BuildServiceProvider();
    }

    private static async Task<HttpResponseMessage> SendAsync(IServiceProvider services, HttpRequestMessage request)
    {
        using (request)
            return await services.GetRequiredService<IHttpClientFactory>().CreateClient().SendAsync(request);
    }

    /// <summary>Waiting takes no time, except that time-outs (longer than any wait here) never come, nor does what is not set yet.</summary>
    private sealed class ImpatientTimeProvider : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime < TimeSpan.Zero || dueTime >= TimeSpan.FromSeconds(10) ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, period);
    }

    private sealed class ScriptedServer(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<string> Calls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls.Add(request.RequestUri!.ToString());
            return Task.FromResult(answer(Calls.Count));
        }
    }
}
