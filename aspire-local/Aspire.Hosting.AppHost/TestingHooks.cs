using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>How Aspire.Hosting.Testing gets into an AppHost whose entry point it calls.</summary>
internal sealed record TestingHooks(
    Action<DistributedApplicationOptions, HostApplicationBuilderSettings> Constructing,
    Action<DistributedApplicationBuilder> Building,
    Action<DistributedApplication> Built)
{
    private static readonly AsyncLocal<TestingHooks?> Ambient = new();

    public static TestingHooks? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}
