using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaClusters.Tests.ServiceDefaults.Telemetry;

public sealed class OtlpTests
{
    [Fact]
    public async Task Traces_metrics_and_logs_arrive_under_the_services_name()
    {
        var received = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await using var collector = await StartCollectorAsync(received);

        using var source = new ActivitySource("MediaClusters.Tests.Otlp");
        await using (var application = await StartServiceAsync(collector.Urls.Single()))
        {
            using (source.StartActivity("groom the cat"))
                application.Services.GetRequiredService<ILogger<OtlpTests>>().LogWarning("The {Animal} is wet", "cat");
            await application.StopAsync();
        }

        received["/v1/traces"].ShouldContain("groom the cat");
        received["/v1/metrics"].ShouldContain("dotnet.");
        received["/v1/logs"].ShouldContain("The cat is wet");
        foreach (var body in received.Values)
            body.ShouldContain("pet-photos");
    }

    private static async Task<WebApplication> StartServiceAsync(string collector)
    {
        var builder = DefaultsHost.CreateBuilder(
            Environments.Development,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "pet-photos"));
        builder.AddServiceDefaults();
        return await builder.StartAsync(app => app.MapDefaultEndpoints());
    }

    private static async Task<WebApplication> StartCollectorAsync(ConcurrentDictionary<string, string> received)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development);
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0)).UseUrls();
        return await builder.StartAsync(app => app.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            // Protobuf keeps its strings readable.
            using var reader = new StreamReader(request.Body, Encoding.Latin1);
            var body = await reader.ReadToEndAsync();
            received.AddOrUpdate(request.Path, body, (_, earlier) => earlier + body);
        }));
    }
}
