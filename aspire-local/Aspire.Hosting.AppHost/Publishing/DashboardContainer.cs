using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>The Aspire dashboard as a container of an environment, and what makes the deployed resources report to it.</summary>
internal static class DashboardContainer
{
    public const string OtlpEndpointName = "otlp-grpc";

    public static IResourceBuilder<T> WithDashboardContainer<T>(this IResourceBuilder<T> dashboard)
        where T : ContainerResource => dashboard
            .WithAnnotation(new ContainerImageAnnotation { Image = "mcr.microsoft.com/dotnet/nightly/aspire-dashboard", Tag = "13.5" })
            .WithHttpEndpoint(targetPort: 18888)
            .WithHttpEndpoint(targetPort: 18889, name: OtlpEndpointName)
            .WithHttpEndpoint(targetPort: 18890, name: "otlp-http");

    /// <summary>Adds its variables after all others.</summary>
    public static void ReportTo(this IComputeResource resource, EndpointReference otlp)
    {
        if (!resource.HasAnnotationOfType<OtlpExporterAnnotation>())
            return;

        resource.Annotations.Add(new EnvironmentCallbackAnnotation(context =>
        {
            context.EnvironmentVariables["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp;
            context.EnvironmentVariables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            context.EnvironmentVariables["OTEL_SERVICE_NAME"] = resource.Name;
            return Task.CompletedTask;
        }));
    }
}
