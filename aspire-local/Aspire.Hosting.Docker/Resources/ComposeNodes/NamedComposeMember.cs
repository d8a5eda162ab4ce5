using YamlDotNet.Serialization;

namespace Aspire.Hosting.Docker.Resources.ComposeNodes;

/// <summary>A member that its name leads to.</summary>
public abstract class NamedComposeMember
{
    [YamlIgnore]
    public required string Name { get; set; }
}
