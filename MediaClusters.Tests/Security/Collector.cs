using System.Net;
using System.Text;
using MediaClusters.Tests.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.Tests.Security;

/// <summary>Receives OTLP over HTTP and keeps it as evidence.</summary>
internal sealed class Collector(WebApplication application) : IAsyncDisposable
{
    public IEnumerable<(string, string?)> Environment =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", application.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("OTEL_BLRP_SCHEDULE_DELAY", "200"), ("OTEL_METRIC_EXPORT_INTERVAL", "1000"),
    ];

    public static async Task<Collector> StartAsync(Evidence evidence)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development);
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0)).UseUrls();
        return new(await builder.StartAsync(app => app.MapPost("/v1/{signal}", async (HttpRequest request, string signal) =>
        {
            // Protobuf keeps its strings readable.
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            evidence.Add($"OTLP {signal}", Encoding.UTF8.GetString(body.ToArray()));
        })));
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
