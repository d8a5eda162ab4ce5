namespace Aspire.Hosting.Docker.Resources.ComposeNodes;

public sealed class Network : NamedComposeMember
{
    public string? Driver { get; set; }

    public bool? External { get; set; }

    /// <summary>Without a way out of the network.</summary>
    public bool? Internal { get; set; }
}
