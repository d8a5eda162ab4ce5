namespace MediaClusters.AppHost.Publishing;

/// <summary>What a resource becomes in production, whichever environment is published to.</summary>
internal static class ProductionExtensions
{
    /// <summary>Startup asks for everything the service needs, liveness for the process alone. Where the graph runs, both make up its health.</summary>
    public static IResourceBuilder<ProjectResource> WithProbes(this IResourceBuilder<ProjectResource> service) => service
        .WithHttpProbe(ProbeType.Startup, "/health", timeoutSeconds: 3, failureThreshold: 60, endpointName: "http")
        .WithHttpProbe(ProbeType.Liveness, "/alive", periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6, endpointName: "http");

    /// <summary>Production's limits on the database, written out where an operator sees and can change them.</summary>
    public static IResourceBuilder<ProjectResource> WithDatabaseLimits(this IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("Database__MaxPoolSize", "20")
        .WithEnvironment("Database__StatementTimeout", "00:00:15");

    /// <summary>TLS to the database, and where telemetry goes.</summary>
    public static IResourceBuilder<ProjectResource> WithProductionSettings(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ParameterResource> collector) => service
        .WithEnvironment("Database__RequireTls", "true")
        .WithEnvironment("OTEL_SERVICE_NAME", service.Resource.Name)
        .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", collector);

    /// <summary>The file with the rollout's settings, which can be replaced while the service runs; empty for none.</summary>
    public static IResourceBuilder<ProjectResource> WithRolloutFile(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ParameterResource> file) =>
        service.WithEnvironment("Rollout__File", file);

    /// <summary>A service that keeps running.</summary>
    /// <param name="hostPort">Under compose, the port of the host's loopback interface it is reached on.</param>
    public static void PublishAsService(this IResourceBuilder<ProjectResource> service, PublishTarget target, Footprint footprint, int? hostPort = null)
    {
        if (target is PublishTarget.Kubernetes)
            service.AsKubernetesService(footprint);
        else
            service.AsComposeService(footprint, s => ComposeManifests.Serve(s, ProgramOf(service.Resource), hostPort));
    }

    /// <summary>A program that runs once before each release, and without whose success there is no release.</summary>
    public static void PublishAsJob(this IResourceBuilder<ProjectResource> job, PublishTarget target, Footprint footprint, TimeSpan deadline)
    {
        if (target is PublishTarget.Kubernetes)
            job.AsKubernetesJob(footprint, deadline);
        else
            job.AsComposeService(footprint, ComposeManifests.RunOnce);
    }

    /// <summary>A server whose image is somebody else's.</summary>
    public static void PublishAsServer<T>(this IResourceBuilder<T> server, PublishTarget target, Footprint footprint, int port)
        where T : IComputeResource
    {
        if (target is PublishTarget.Kubernetes)
            server.AsKubernetesServer(footprint, port);
        else
            server.AsComposeService(footprint);
    }

    private static string ProgramOf(ProjectResource project) =>
        Path.ChangeExtension(Path.GetFileName(project.Annotations.OfType<IProjectMetadata>().Single().ProjectPath), ".dll");
}
