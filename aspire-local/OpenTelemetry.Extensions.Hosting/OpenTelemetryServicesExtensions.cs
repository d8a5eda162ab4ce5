using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the OpenTelemetry SDK to a host.</summary>
public static class OpenTelemetryServicesExtensions
{
    /// <summary>
    /// Adds the hosted service that builds the providers at start. Safe to call often: libraries and
    /// the application each add to one and the same configuration.
    /// </summary>
    public static OpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        // First in line: whatever the other hosted services do while they start is to be observed.
        if (!services.Any(service => service.ImplementationType == typeof(TelemetryHostedService)))
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryHostedService>());

        return new OpenTelemetryBuilder(services);
    }
}
