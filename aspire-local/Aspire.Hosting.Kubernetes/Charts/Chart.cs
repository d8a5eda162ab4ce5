using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes.Resources;
using Aspire.Hosting.Kubernetes.Yaml;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Publishing.Yaml;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Aspire.Hosting.Kubernetes.Charts;

/// <summary>The Helm chart of an environment: a template for every object, and the values they share.</summary>
internal sealed class Chart(KubernetesEnvironmentResource environment, ManifestContext context)
{
    private const string Templates = "templates";
    private readonly DeployedPorts _ports = new();
    private readonly HashSet<string> _deployed = new(ResourceNames.Comparer);
    private readonly Dictionary<string, KubernetesResource> _services = new(ResourceNames.Comparer);
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, Dictionary<string, object>> _values = new(StringComparer.Ordinal)
    {
        [Helm.Parameters] = [],
        [Helm.Secrets] = [],
        [Helm.Config] = [],
    };

    private readonly ISerializer _serializer = new SerializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .WithTypeConverter(new IntOrStringYamlConverter())
        .WithEventEmitter(next => new QuotedTextEmitter(next, Helm.StyleOf))
        .WithEmissionPhaseObjectGraphVisitor(args => new EmptyCollectionFilter(args.InnerVisitor))
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull)
        .WithNewLine("\n")
        .WithIndentedSequences()
        .Build();

    /// <returns>What the files hold, by their paths in the chart.</returns>
    public async Task<IReadOnlyDictionary<string, string>> BuildAsync(CancellationToken cancellationToken)
    {
        foreach (var service in await BuildServicesAsync(cancellationToken))
        {
            foreach (var customization in service.Target.Annotations.OfType<KubernetesServiceCustomizationAnnotation>())
                customization.Configure(service);

            AddTemplates(service);
            await AddValuesAsync(Helm.Parameters, service, service.Parameters, cancellationToken);
            await AddValuesAsync(Helm.Config, service, service.Config, cancellationToken);
            await AddValuesAsync(Helm.Secrets, service, service.Secrets, cancellationToken);
        }

        _files["Chart.yaml"] = _serializer.Serialize(new HelmChart { Name = environment.HelmChartName, Version = environment.HelmChartVersion, Description = environment.HelmChartDescription });
        _files["values.yaml"] = _serializer.Serialize(_values);

        TellOfOtherTemplates();
        return _files;
    }

    /// <summary>Helm installs whatever lies there: somebody's own templates, but also those of a resource that is gone from the graph.</summary>
    private void TellOfOtherTemplates()
    {
        var folder = Path.Combine(context.OutputPath, Templates);

        if (!Directory.Exists(folder))
            return;

        var others = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Select(f => Path.GetRelativePath(context.OutputPath, f))
            .Where(f => !_files.ContainsKey(f))
            .Order(StringComparer.Ordinal);

        foreach (var other in others)
            context.Log($"{other} is not from this graph, and stays in the chart: remove it unless it is your own");
    }

    private async Task<IReadOnlyList<KubernetesResource>> BuildServicesAsync(CancellationToken cancellationToken)
    {
        var services = new List<KubernetesResource>();
        var dashboard = environment.DashboardEnabled ? environment.Dashboard : null;
        IReadOnlyList<IComputeResource> resources = dashboard is null ? [.. context.ComputeResources] : [dashboard, .. context.ComputeResources];
        _deployed.UnionWith(resources.Select(r => r.Name));

        foreach (var resource in resources)
        {
            if (dashboard is not null)
                resource.ReportTo(dashboard.OtlpGrpcEndpoint);

            services.Add(await FindAsync(resource, cancellationToken));
        }

        return services;
    }

    /// <summary>A resource that another one refers to is built with it; one that is being built already has its ports.</summary>
    private async Task<KubernetesResource> FindAsync(IResource resource, CancellationToken cancellationToken)
    {
        if (_services.TryGetValue(resource.Name, out var known))
            return known;

        var service = new KubernetesResource(resource.Name, resource, environment);
        _services[resource.Name] = service;
        service.AssignPorts(_ports);
        await service.BuildAsync(context, new ValueResolver(resource, other => FindOtherAsync(other, cancellationToken)), cancellationToken);
        return service;
    }

    private Task<KubernetesResource> FindOtherAsync(IResource resource, CancellationToken cancellationToken) => _deployed.Contains(resource.Name)
        ? FindAsync(resource, cancellationToken)
        : throw new NotSupportedException($"{resource.Name} is not deployed to '{environment.Name}'");

    private void AddTemplates(KubernetesResource service)
    {
        foreach (var manifest in service.GetManifests())
        {
            var path = Path.Combine(Templates, service.Target.Name, FileName(service.Target.Name, manifest));

            // Aspire lets the last one win, and the other is missing in the cluster.
            if (!_files.TryAdd(path, $"---\n{_serializer.Serialize(manifest)}"))
                throw new DistributedApplicationException($"{service.Target.Name} cannot be published: two of its objects would be {path}; give them different names.");
        }
    }

    private static string FileName(string resource, BaseKubernetesResource manifest)
    {
        if (string.IsNullOrWhiteSpace(manifest.Metadata.Name))
            return $"{manifest.GetType().Name.ToLowerInvariant()}.yaml";

        var prefix = $"{resource.ToLowerInvariant()}-";
        var name = manifest.Metadata.Name;
        return $"{(name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name)}.yaml";
    }

    private async Task AddValuesAsync(string section, KubernetesResource service, Dictionary<string, HelmValue> values, CancellationToken cancellationToken)
    {
        if (values.Count == 0)
            return;

        var defaults = new Dictionary<string, object>(StringComparer.Ordinal);

        foreach (var value in values.Values)
            defaults[value.Key] = await value.GetDefaultAsync(cancellationToken);

        _values[section][Helm.ToKey(service.Target.Name)] = defaults;
    }
}
