using YamlDotNet.Serialization;

namespace Aspire.Hosting.Kubernetes.Resources;

// In this folder the order of the members is the order in the manifest; names become camel case.

public abstract class BaseKubernetesObject(string? apiVersion = null, string? kind = null)
{
    [YamlMember(Alias = "kind", Order = -2)]
    public string? Kind { get; set; } = kind;

    [YamlMember(Alias = "apiVersion", Order = -3)]
    public string? ApiVersion { get; set; } = apiVersion;
}

/// <summary>Something that becomes a file of its own among the chart's templates.</summary>
public abstract class BaseKubernetesResource(string apiVersion, string kind) : BaseKubernetesObject(apiVersion, kind)
{
    [YamlMember(Alias = "metadata", Order = -1)]
    public ObjectMetaV1 Metadata { get; set; } = new();
}

public sealed class ObjectMetaV1
{
    public string Name { get; set; } = null!;

    public string Namespace { get; set; } = null!;

    public Dictionary<string, string> Annotations { get; } = [];

    public Dictionary<string, string> Labels { get; set; } = [];
}

public sealed class LabelSelectorV1
{
    public LabelSelectorV1()
    {
    }

    public LabelSelectorV1(Dictionary<string, string> matchLabels) => MatchLabels = matchLabels;

    public Dictionary<string, string> MatchLabels { get; set; } = [];
}

public sealed class LocalObjectReferenceV1
{
    public string Name { get; set; } = null!;
}
