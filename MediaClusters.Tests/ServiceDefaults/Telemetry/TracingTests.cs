using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace MediaClusters.Tests.ServiceDefaults.Telemetry;

public sealed class TracingTests
{
    [Fact]
    public async Task Request_is_traced_by_route_with_what_it_did()
    {
        var spans = await TraceAsync("/pets/7");

        var request = spans.Single(span => span.Kind == ActivityKind.Server);
        spans.Single(span => span.OperationName == "feed").ParentSpanId.ShouldBe(request.SpanId);
        request.DisplayName.ShouldBe("GET /pets/{id}");
        request.GetTagItem("http.route").ShouldBe("/pets/{id}");
        request.GetTagItem("http.request.method").ShouldBe("GET");
        request.GetTagItem("url.path").ShouldBe("/pets/7");
        request.GetTagItem("http.response.status_code").ShouldBe(200);
        request.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Theory]
    [InlineData("/broken")]
    [InlineData("/unavailable")]
    public async Task Request_that_fails_is_an_error(string path)
    {
        var spans = await TraceAsync(path);

        spans.Single(span => span.Kind == ActivityKind.Server).Status.ShouldBe(ActivityStatusCode.Error);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/metrics")]
    public async Task Probe_leaves_no_trace(string path) => (await TraceAsync(path)).ShouldBeEmpty();

    /// <summary>Activities are the whole process's: a trace id of the test's own tells which are its request's.</summary>
    private static async Task<IReadOnlyList<Activity>> TraceAsync(string path)
    {
        using var source = new ActivitySource("MediaClusters.Tests.Tracing");
        var traceId = ActivityTraceId.CreateRandom();
        var (application, spans) = await StartAsync(source);
        await using (application)
        {
            // The response arrives before the activity ends. This listener comes last and so hears after the exporter.
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var listener = new ActivityListener
            {
                ShouldListenTo = candidate => candidate.Name == "Microsoft.AspNetCore",
                Sample = (ref _) => ActivitySamplingResult.PropagationData,
                ActivityStopped = activity =>
                {
                    if (activity.TraceId == traceId)
                        ended.TrySetResult();
                },
            };
            ActivitySource.AddActivityListener(listener);

            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("traceparent", $"00-{traceId}-{ActivitySpanId.CreateRandom()}-01");
            try
            {
                using var response = await application.GetTestClient().SendAsync(request);
            }
            catch (InvalidOperationException)
            {
                // The test server hands on what the endpoint threw.
            }

            await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        return [.. spans.Where(span => span.TraceId == traceId)];
    }

    private static async Task<(WebApplication, ConcurrentQueue<Activity>)> StartAsync(ActivitySource source)
    {
        var spans = new ConcurrentQueue<Activity>();
        var builder = DefaultsHost.CreateBuilder(Environments.Development);
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck("traced", () =>
        {
            using var activity = source.StartActivity("check");
            return HealthCheckResult.Healthy();
        });
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing =>
            tracing.AddProcessor(new SimpleActivityExportProcessor(new QueueExporter(spans))));
        var application = await builder.StartAsync(app =>
        {
            app.MapDefaultEndpoints();
            app.MapGet("/pets/{id}", (int id) =>
            {
                using var activity = source.StartActivity("feed");
                return id;
            });
            app.MapGet("/broken", string () => throw new InvalidOperationException("broken"));
            app.MapGet("/unavailable", () => TypedResults.StatusCode(503));
        });
        return (application, spans);
    }

    private sealed class QueueExporter(ConcurrentQueue<Activity> spans) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
                spans.Enqueue(span);
            return ExportResult.Success;
        }
    }
}
