using System.Net.Http.Headers;
using System.Text;
using MediaClusters.Api;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Pets;
using MediaClusters.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaClusters.Tests.Api;

/// <summary>
/// The API on Kestrel (body limits, HEAD and Content-Length are the server's) at a free port, with the
/// stores behind it replaced by fakes. The same calls as Program, but for the database and the cache.
/// </summary>
public sealed class ApiHost : IAsyncLifetime
{
    private const string WriteToken = "b7c1f0d25e6a48339d10c4a8e2f7651b";
    private const string ReadToken = "04e9a6d1c27f4b58a3f0716e5d8b92ca";

    private WebApplication? _app;

    public string Environment { get; init; } = Environments.Production;

    public Dictionary<string, string?> Settings { get; init; } = [];

    internal FakeImageStore Images { get; } = new();

    internal FakeJobs Jobs { get; } = new();

    internal FakeClusters Clusters { get; } = new();

    internal FakePets Pets { get; } = new();

    /// <summary>For requests written by hand.</summary>
    internal static string TokenHeader => $"{InternalTokenDefaults.HeaderName}: {WriteToken}";

    internal HttpClient Client => field ??= Create(WriteToken);

    internal HttpClient Reader => field ??= Create(ReadToken);

    internal HttpClient Anonymous => field ??= Create(token: null);

    internal IEnumerable<RouteEndpoint> Routes =>
        _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environment });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(Settings, StringComparer.Ordinal)
        {
            ["Authentication:Tokens:0:Name"] = "writer",
            ["Authentication:Tokens:0:Value"] = WriteToken,
            ["Authentication:Tokens:1:Name"] = "reader",
            ["Authentication:Tokens:1:Value"] = ReadToken,
            ["Authentication:Tokens:1:ReadOnly"] = "true",
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.AddInternalTokens();
        builder.Services.AddInternalApi();
        builder.Services
            .AddSingleton<IImageStore>(Images)
            .AddSingleton<IJobQueue>(Jobs)
            .AddSingleton<IJobReader>(Jobs)
            .AddSingleton<IJobAdmin>(Jobs)
            .AddSingleton<IClusterReader>(Clusters)
            .AddSingleton<ILatestClusters>(Clusters)
            .AddSingleton<IVersionRestorer>(Pets)
            .AddSingleton<IPetStore>(Pets);

        _app = builder.Build();
        _app.UseInternalApi();
        _app.MapInternalApi();
        _app.MapDefaultEndpoints();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    internal static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private HttpClient Create(string? token)
    {
        // Wrong headers are for the API to refuse, not for the client.
        // Who asks first whether he may send waits for the answer, and does not send after a second all the same.
        var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = new Uri(_app!.Urls.Single()),
        };
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token is not null)
            client.DefaultRequestHeaders.Add(InternalTokenDefaults.HeaderName, token);
        return client;
    }
}
