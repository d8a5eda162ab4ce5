using Aspire.Hosting.Docker.Resources.ComposeNodes;

namespace Aspire.Hosting.Docker.Resources.ServiceNodes;

/// <summary>A volume of the file, or a mount of a service.</summary>
public sealed class Volume : NamedComposeMember
{
    public string? Type { get; set; }

    public string? Target { get; set; }

    public string? Source { get; set; }

    public bool? ReadOnly { get; set; }

    public string? Driver { get; set; }

    public bool? External { get; set; }
}
