using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes.Charts;
using Aspire.Hosting.Kubernetes.Resources;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Kubernetes;

/// <summary>What a resource of the graph becomes in the cluster; a member that is set to null is left out of the chart.</summary>
public class KubernetesResource(string name, IResource resource, KubernetesEnvironmentResource kubernetesEnvironmentResource)
    : Resource(name), IResourceWithParent<KubernetesEnvironmentResource>
{
    private const int MaxNameLength = 63;

    public KubernetesEnvironmentResource Parent { get; } = kubernetesEnvironmentResource;

    public Workload? Workload { get; set; }

    public ConfigMap? ConfigMap { get; set; }

    public Secret? Secret { get; set; }

    public Service? Service { get; set; }

    /// <summary>What else belongs to it; gets its labels, where it has not set others.</summary>
    public List<BaseKubernetesResource> AdditionalResources { get; } = [];

    internal IResource Target { get; } = resource;

    internal Dictionary<string, ServiceEndpoint> Endpoints { get; private set; } = [];

    internal Dictionary<string, HelmValue> Parameters { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, HelmValue> Config { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, HelmValue> Secrets { get; } = new(StringComparer.Ordinal);

    internal List<string> Arguments { get; } = [];

    /// <summary>Others may refer to its endpoints from here on.</summary>
    internal void AssignPorts(DeployedPorts ports) => Endpoints = ServiceEndpoint.Of(Target, ports, Parameters);

    /// <exception cref="DistributedApplicationException">A chart cannot express what the graph says.</exception>
    internal async Task BuildAsync(ManifestContext context, ValueResolver values, CancellationToken cancellationToken)
    {
        CheckName();

        foreach (var (variable, value) in await context.GetEnvironmentAsync(Target, cancellationToken))
            Add(variable, await ResolveAsync($"environment variable {variable}", value));

        foreach (var argument in await context.GetArgumentsAsync(Target, cancellationToken))
        {
            Arguments.Add(await ResolveAsync("command line", argument) as string
                ?? throw new DistributedApplicationException($"{Target.Name} cannot be published: its command line holds nothing but a parameter, which a chart cannot express. Give it as an environment variable."));
        }

        Workload = ManifestBuilder.BuildWorkload(this, ContainerImages.NameOf(Target) ?? AddImageParameter());
        ConfigMap = ManifestBuilder.BuildConfigMap(this);
        Secret = ManifestBuilder.BuildSecret(this);
        Service = ManifestBuilder.BuildService(this);

        async Task<object> ResolveAsync(string place, object value)
        {
            try
            {
                return await values.ResolveAsync(value);
            }
            catch (NotSupportedException e)
            {
                throw new DistributedApplicationException($"{Target.Name} cannot be published: in its {place}, {e.Message}.", e);
            }
        }
    }

    internal IEnumerable<BaseKubernetesResource> GetManifests()
    {
        foreach (var additional in AdditionalResources)
        {
            foreach (var (label, value) in ManifestBuilder.Labels(Target))
                additional.Metadata.Labels.TryAdd(label, value);
        }

        return ((BaseKubernetesResource?[])[Workload, ConfigMap, Secret, Service, .. AdditionalResources]).OfType<BaseKubernetesResource>();
    }

    /// <summary>What others find it by and what its pods are found by; Kubernetes refuses longer ones when it is too late.</summary>
    private void CheckName()
    {
        var longest = Endpoints.Count > 0 ? Helm.ObjectName(Target.Name, "service") : Target.Name;

        if (longest.Length > MaxNameLength)
            throw new DistributedApplicationException($"{Target.Name} cannot be published: '{longest}' is longer than the {MaxNameLength} characters that Kubernetes takes.");
    }

    private void Add(string variable, object value)
    {
        if (value is HelmValue { Parameter: { } parameter } given)
        {
            (parameter.Secret ? Secrets : Config)[variable] = given;
            return;
        }

        var text = (string)value;
        var (values, section) = Helm.RefersToSecrets(text) ? (Secrets, Helm.Secrets) : (Config, Helm.Config);
        values[variable] = new(Helm.ToKey(variable), Helm.ValueExpression(section, Target.Name, variable), text);
    }

    private string AddImageParameter()
    {
        var key = $"{Helm.ToKey(Target.Name)}_image";
        var image = new HelmValue(key, Helm.ValueExpression(Helm.Parameters, Target.Name, key), $"{Target.Name}:latest");
        Parameters[key] = image;
        return image.Expression;
    }
}
