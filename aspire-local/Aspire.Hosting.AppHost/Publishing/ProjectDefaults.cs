using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Publishing;

/// <summary>
/// What Aspire gives to a project that is deployed: endpoints for HTTP and HTTPS when its launch profile has addresses,
/// and the ports it has to listen on. HTTPS ends before the container, so its default endpoint shares the port of HTTP.
/// </summary>
internal static class ProjectDefaults
{
    public static void Apply(IResourceBuilder<ProjectResource> project, LaunchProfile? profile)
    {
        var defaults = new ProjectDefaultsAnnotation();
        project.WithAnnotation(defaults).WithAnnotation(new OtlpExporterAnnotation())
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")
            .WithEnvironment(context =>
            {
                if (project.Resource.GetEndpoints().Any())
                    context.EnvironmentVariables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";

                SetPorts(context, project.Resource, defaults, "HTTP_PORTS", "http");
                SetPorts(context, project.Resource, defaults, "HTTPS_PORTS", "https");
            });

        if (profile?.ApplicationUrl is null)
            return;

        project.WithEndpoint("http", e => e.UriScheme = e.Transport = "http");
        project.WithEndpoint("https", e =>
        {
            e.UriScheme = "https";
            e.Transport = "http";
            defaults.HttpsEndpoint = e;
        });
    }

    private static void SetPorts(EnvironmentCallbackContext context, ProjectResource project, ProjectDefaultsAnnotation defaults, string variable, string scheme)
    {
        var ports = project.GetEndpoints()
            .Where(e => e.EndpointAnnotation.UriScheme == scheme && e.EndpointAnnotation != defaults.HttpsEndpoint)
            .Select(e => (IValueProvider)e.Property(EndpointProperty.TargetPort))
            .ToList();

        if (ports.Count > 0)
            context.EnvironmentVariables.TryAdd(variable, ReferenceExpression.Join(";", ports));
    }
}

/// <summary>The endpoint that a project got for HTTPS without asking for it.</summary>
internal sealed class ProjectDefaultsAnnotation : IResourceAnnotation
{
    public EndpointAnnotation? HttpsEndpoint { get; set; }
}
