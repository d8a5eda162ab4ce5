using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OpenTelemetry;

/// <summary>Configures the telemetry providers a host builds when it starts.</summary>
public sealed class OpenTelemetryBuilder : IOpenTelemetryBuilder
{
    internal OpenTelemetryBuilder(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Services = services;
    }

    /// <inheritdoc />
    public IServiceCollection Services { get; }

    /// <summary>Describes the process to every signal.</summary>
    public OpenTelemetryBuilder ConfigureResource(Action<ResourceBuilder> configure)
    {
        OpenTelemetryBuilderSdkExtensions.ConfigureResource(this, configure);
        return this;
    }

    /// <summary>Turns metrics on.</summary>
    public OpenTelemetryBuilder WithMetrics() => WithMetrics(static _ => { });

    /// <summary>Turns metrics on and configures them.</summary>
    public OpenTelemetryBuilder WithMetrics(Action<MeterProviderBuilder> configure)
    {
        OpenTelemetryBuilderSdkExtensions.WithMetrics(this, configure);
        return this;
    }

    /// <summary>Turns tracing on.</summary>
    public OpenTelemetryBuilder WithTracing() => WithTracing(static _ => { });

    /// <summary>Turns tracing on and configures it.</summary>
    public OpenTelemetryBuilder WithTracing(Action<TracerProviderBuilder> configure)
    {
        OpenTelemetryBuilderSdkExtensions.WithTracing(this, configure);
        return this;
    }

    /// <summary>Turns logging on.</summary>
    public OpenTelemetryBuilder WithLogging() => WithLogging(static _ => { }, null);

    /// <summary>Turns logging on and configures it.</summary>
    public OpenTelemetryBuilder WithLogging(Action<LoggerProviderBuilder> configure) => WithLogging(configure, null);

    /// <summary>Turns logging on and configures it and its options.</summary>
    public OpenTelemetryBuilder WithLogging(
        Action<LoggerProviderBuilder>? configureBuilder, Action<OpenTelemetryLoggerOptions>? configureOptions)
    {
        OpenTelemetryBuilderSdkExtensions.WithLogging(this, configureBuilder, configureOptions);
        return this;
    }
}
