using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Docker;

/// <summary>Turns a resource of the graph into a service of the compose file.</summary>
internal static class ComposeServices
{
    private static readonly HashSet<string> Shells = new(StringComparer.OrdinalIgnoreCase)
    {
        "sh", "/sh", "/bin/sh", "/usr/bin/sh", "bash", "/bash", "/bin/bash", "/usr/bin/bash",
    };

    public static async Task<Service> BuildAsync(DockerComposeServiceResource resource, ManifestContext context, CancellationToken cancellationToken)
    {
        var target = resource.Target;
        var service = new Service
        {
            Name = target.Name.ToLowerInvariant(),
            Image = ContainerImages.NameOf(target) ?? resource.AsImagePlaceholder(),
        };

        if (target is ContainerResource { Entrypoint: { } entrypoint })
            service.Entrypoint.Add(entrypoint);

        foreach (var (name, value) in await context.GetEnvironmentAsync(target, cancellationToken))
            service.Environment[name] = resource.Express(value) ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

        foreach (var argument in await context.GetArgumentsAsync(target, cancellationToken))
            service.Command.Add(Escape(service, resource.Express(argument) ?? throw new DistributedApplicationException($"{target.Name} cannot be published to Docker Compose: its argument {argument} is no text.")));

        AddPorts(service, resource);
        AddDependencies(service, target);
        return service;
    }

    /// <summary>A shell's own variables are the shell's to fill in, not Compose's.</summary>
    private static string Escape(Service service, string argument)
    {
        if (!service.Entrypoint.Exists(Shells.Contains))
            return argument;

        try
        {
            return EnvVarEscaper.Escape(argument);
        }
        catch (FormatException e)
        {
            throw new DistributedApplicationException($"{service.Name} cannot be published to Docker Compose: {e.Message}", e);
        }
    }

    private static void AddPorts(Service service, DockerComposeServiceResource resource)
    {
        var external = resource.Endpoints.Where(e => e.IsExternal).Select(e => e.HostPort is { } port ? string.Create(CultureInfo.InvariantCulture, $"{port}:{e.Port}") : e.Port);
        service.Ports.AddRange(external.Distinct(StringComparer.Ordinal));
        service.Expose.AddRange(resource.Endpoints.Where(e => !e.IsExternal).Select(e => e.Port).Distinct(StringComparer.Ordinal));
    }

    private static void AddDependencies(Service service, IResource target)
    {
        foreach (var wait in target.Annotations.OfType<WaitAnnotation>())
        {
            // Who waits for a database waits for its server.
            if (wait.WaitType is WaitType.WaitUntilHealthy && wait.Resource is IResourceWithParent { Parent: var parent })
                AddDependency(service, parent, "service_started");

            // Compose knows of no health here: "service_healthy" would need a check inside the container.
            AddDependency(service, wait.Resource, wait.WaitType is WaitType.WaitForCompletion ? "service_completed_successfully" : "service_started");
        }
    }

    private static void AddDependency(Service service, IResource dependency, string condition)
    {
        if (dependency is ProjectResource || dependency.HasAnnotationOfType<ContainerImageAnnotation>())
            service.DependsOn[dependency.Name.ToLowerInvariant()] = new ServiceDependency { Condition = condition };
    }
}
