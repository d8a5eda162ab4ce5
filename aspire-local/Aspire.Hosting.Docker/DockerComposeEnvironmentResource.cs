using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker.Resources;
using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Docker;

/// <summary>Docker Compose as the place that the graph is deployed to.</summary>
public class DockerComposeEnvironmentResource(string name) : Resource(name), IManifestWriter
{
    private readonly Dictionary<string, CapturedEnvironmentVariable> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<IResource, DockerComposeServiceResource> _services = [];

    /// <summary>The network that every service is in; "aspire" when null.</summary>
    public string? DefaultNetworkName { get; set; }

    /// <summary>Whether the Aspire dashboard is one of the services, and the resources send their telemetry to it.</summary>
    public bool DashboardEnabled { get; set; } = true;

    internal Action<ComposeFile>? ConfigureComposeFile { get; set; }

    internal Action<IDictionary<string, CapturedEnvironmentVariable>>? ConfigureEnvFile { get; set; }

    internal ContainerResource? Dashboard { get; init; }

    async Task<IReadOnlyDictionary<string, string>> IManifestWriter.BuildAsync(ManifestContext context, CancellationToken cancellationToken)
    {
        AddServices(context);
        var network = new Network { Name = DefaultNetworkName ?? "aspire", Driver = "bridge" };
        var file = new ComposeFile().AddNetwork(network);

        foreach (var resource in _services.Values)
        {
            var service = await ComposeServices.BuildAsync(resource, context, cancellationToken);
            service.Networks.Add(network.Name);

            foreach (var customization in resource.Target.Annotations.OfType<DockerComposeServiceCustomizationAnnotation>())
                customization.Configure(resource, service);

            if (!file.Services.TryAdd(service.Name, service))
                throw new DistributedApplicationException($"{resource.Name} cannot be published to Docker Compose: another service is called '{service.Name}'; give it another name.");
        }

        ConfigureComposeFile?.Invoke(file);
        ConfigureEnvFile?.Invoke(_variables);

        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["docker-compose.yaml"] = file.ToYaml() };

        if (_variables.Count > 0)
            files[EnvFile.Name] = await AddVariablesAsync(Path.Combine(context.OutputPath, EnvFile.Name), cancellationToken);

        return files;
    }

    internal DockerComposeServiceResource? FindService(IResource resource) => _services.GetValueOrDefault(resource);

    /// <summary>Leaves a value to the <c>.env</c> file, and tells what stands for it in the compose file.</summary>
    /// <exception cref="DistributedApplicationException">Another value has that name already.</exception>
    internal string Capture(string variable, string description, string? defaultValue = null, object? source = null)
    {
        if (_variables.TryGetValue(variable, out var captured) && captured.Source != source)
            throw new DistributedApplicationException($"{Name} cannot be published to Docker Compose: '{captured.Description}' and '{description}' would both be {variable}; give the parameter another name.");

        _variables[variable] = new CapturedEnvironmentVariable { Name = variable, Description = description, DefaultValue = defaultValue, Source = source };
        return $"${{{variable}}}";
    }

    /// <summary>All of them with their ports, before the first one refers to another; the dashboard leads.</summary>
    private void AddServices(ManifestContext context)
    {
        var ports = new DeployedPorts();
        var dashboard = DashboardEnabled ? Dashboard : null;

        foreach (var resource in (IEnumerable<IComputeResource>)(dashboard is null ? context.ComputeResources : [dashboard, .. context.ComputeResources]))
        {
            var service = new DockerComposeServiceResource(resource.Name, resource, this);
            service.MapEndpoints(ports);
            _services.Add(resource, service);

            if (dashboard is not null)
                resource.ReportTo(dashboard.GetEndpoint(DashboardContainer.OtlpEndpointName));
        }
    }

    private async Task<string> AddVariablesAsync(string path, CancellationToken cancellationToken)
    {
        var file = await EnvFile.LoadAsync(path, cancellationToken);

        foreach (var (variable, captured) in _variables)
            file.Add(variable, captured.Description);

        return file.ToString();
    }
}
