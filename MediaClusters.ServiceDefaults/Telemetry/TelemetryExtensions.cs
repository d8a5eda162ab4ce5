using System.Diagnostics.Metrics;
using MediaClusters.ServiceDefaults.Metrics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MediaClusters.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private const string OwnSources = "MediaClusters.*";

    // Of one instrument. Room for all is taken at once: the SDK's 2,000 would be 8 MB of a service's memory. Routes by status are some 100.
    private const int MostSeries = 400;

    // From a cache hit (1 ms) to a large pet's clustering run (a minute).
    private static readonly double[] SecondsBuckets =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // .NET's own activity sources and meters stand in for the OpenTelemetry.Instrumentation.* packages.
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                builder.Environment.ApplicationName, autoGenerateServiceInstanceId: true).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(
                    "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http",
                    "System.Runtime", "Npgsql", OwnSources)
                .AddView(View)
                .AddReader(services => new BaseExportingMetricReader(services.GetRequiredService<PrometheusExporter>())));

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<PrometheusExporter>();

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, RequestActivities>());

        var isExported = builder.IsExported();
        builder.AddTracing(isRecorded: isExported || builder.Environment.IsDevelopment());
        if (isExported)
        {
            builder.Logging.AddOpenTelemetry(logging =>
            {
                logging.IncludeFormattedMessage = true;
                logging.IncludeScopes = true;
            });
            builder.Services.AddOpenTelemetry().UseOtlpExporter();
        }
    }

    /// <summary>Whether traces, metrics and logs go to a collector.</summary>
    public static bool IsExported(this IHostApplicationBuilder builder) => !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    // A span that nobody receives would cost every request a kilobyte. Its ids are there all the same, for problems, logs and jobs.
    private static void AddTracing(this IHostApplicationBuilder builder, bool isRecorded)
    {
        // ASP.NET Core 10 tags its activity with method and path only when told to.
        if (isRecorded)
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);
        builder.Services.AddOpenTelemetry().WithTracing(tracing =>
        {
            tracing.AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", OwnSources);
            if (!isRecorded)
                tracing.SetSampler(new AlwaysOffSampler());
        });
    }

    // Our histograms are in seconds; the SDK's default buckets are meant for milliseconds.
    private static MetricStreamConfiguration View(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s", Advice: null } && instrument.Meter.Name.StartsWith("MediaClusters.", StringComparison.Ordinal)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = SecondsBuckets, CardinalityLimit = MostSeries }
            : new MetricStreamConfiguration { CardinalityLimit = MostSeries };
}
