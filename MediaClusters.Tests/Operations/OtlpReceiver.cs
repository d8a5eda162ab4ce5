using System.Collections.Concurrent;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaClusters.Tests.Operations;

/// <summary>A span as it came over the wire.</summary>
internal sealed record OtlpSpan(string Service, string TraceId, string SpanId, string ParentId, string Name, int Kind, IReadOnlyDictionary<string, string> Tags)
{
    public const int Server = 2;
    public const int Client = 3;
    public const int Consumer = 5;
}

/// <summary>Takes OTLP over HTTP as a collector does, and keeps what tests ask for.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application = Build();

    // By id: a sender that got no answer in time sends again.
    private readonly ConcurrentDictionary<string, OtlpSpan> _spans = new(StringComparer.Ordinal);

    public IEnumerable<OtlpSpan> Spans => _spans.Values;

    /// <summary>Service and name.</summary>
    public ConcurrentDictionary<(string Service, string Name), bool> Metrics { get; } = new();

    /// <summary>Service and text.</summary>
    public ConcurrentQueue<(string Service, string Text)> Logs { get; } = new();

    public async Task StartAsync()
    {
        _application.MapPost("/v1/traces", request => EachAsync(request, (service, span) => Keep(ReadSpan(service, span))));
        _application.MapPost("/v1/metrics", request => EachAsync(request, (service, metric) => Metrics[(service, Text(metric, 1))] = true));
        _application.MapPost("/v1/logs", request => EachAsync(request, (service, log) => Logs.Enqueue((service, Text(Message(log, 5), 1)))));
        await _application.StartAsync();
    }

    /// <summary>Has a project send everything here, soon after it happened.</summary>
    public void ReceiveFrom(IResourceBuilder<ProjectResource> project) => project
        .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", _application.Urls.Single())
        .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "500")
        .WithEnvironment("OTEL_BLRP_SCHEDULE_DELAY", "500")
        .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "5000");

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0)).UseUrls();
        return builder.Build();
    }

    /// <summary>The three signals nest alike: a resource (1) has scopes (2), which have records (2).</summary>
    private static async Task EachAsync(HttpContext context, Action<string, ReadOnlyMemory<byte>> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        foreach (var resource in Messages(body.ToArray(), 1))
        {
            var service = Tags(Message(resource, 1), 1).GetValueOrDefault("service.name", "");
            foreach (var record in Messages(resource, 2).SelectMany(scope => Messages(scope, 2)))
                take(service, record);
        }
    }

    private void Keep(OtlpSpan span) => _spans[span.TraceId + span.SpanId] = span;

    private static OtlpSpan ReadSpan(string service, ReadOnlyMemory<byte> span) => new(
        service, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5),
        (int)ProtobufField.Read(span).FirstOrDefault(field => field.Number == 6).Scalar, Tags(span, 9));

    /// <summary>Attributes that are text; the others are empty.</summary>
    private static Dictionary<string, string> Tags(ReadOnlyMemory<byte> message, int number) =>
        Messages(message, number).ToDictionary(tag => Text(tag, 1), tag => Text(Message(tag, 2), 1), StringComparer.Ordinal);

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int number) =>
        ProtobufField.Read(message).Where(field => field.Number == number).Select(field => field.Bytes);

    private static ReadOnlyMemory<byte> Message(ReadOnlyMemory<byte> message, int number) => Messages(message, number).FirstOrDefault();

    private static string Text(ReadOnlyMemory<byte> message, int number) => Encoding.UTF8.GetString(Message(message, number).Span);

    private static string Hex(ReadOnlyMemory<byte> message, int number) => Convert.ToHexStringLower(Message(message, number).Span);
}
