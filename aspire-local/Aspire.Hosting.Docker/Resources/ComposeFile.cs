using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Aspire.Hosting.Publishing.Yaml;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Aspire.Hosting.Docker.Resources;

/// <summary>A compose file. Here and in what it holds, members are written in the order they are declared in, and empty ones left out.</summary>
public sealed class ComposeFile
{
    public string? Name { get; set; }

    public Dictionary<string, Service> Services { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, Network> Networks { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, Volume> Volumes { get; set; } = new(StringComparer.Ordinal);

    public ComposeFile AddNetwork(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Networks[network.Name] = network;
        return this;
    }

    public ComposeFile AddService(Service service)
    {
        ArgumentNullException.ThrowIfNull(service);
        Services[service.Name] = service;
        return this;
    }

    public ComposeFile AddVolume(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        Volumes[volume.Name] = volume;
        return this;
    }

    public string ToYaml(string lineEndings = "\n") => new SerializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .WithEventEmitter(next => new QuotedTextEmitter(next))
        .WithEmissionPhaseObjectGraphVisitor(visitors => new EmptyCollectionFilter(visitors.InnerVisitor))
        .WithNewLine(lineEndings)
        .WithIndentedSequences()
        .Build()
        .Serialize(this);
}
