using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Builders for tests: of an AppHost, whose entry point is called, or of a graph the test itself adds to.</summary>
public static class DistributedApplicationTestingBuilder
{
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);

        var options = new DistributedApplicationOptions { Args = args };
        TestingHooks.Current = new TestingHooks((o, settings) => Configure(o, settings, args, appHost: null), _ => { }, _ => { });

        try
        {
            return new TestingBuilder(new DistributedApplicationBuilder(options), appHost: null);
        }
        finally
        {
            TestingHooks.Current = null;
        }
    }

    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(args);

        var assembly = typeof(TEntryPoint).Assembly;
        var appHost = new SuspendedAppHost(assembly, args, (options, settings) => Configure(options, settings, args, assembly));
        return new TestingBuilder(await appHost.StartAsync(cancellationToken), appHost);
    }

    private static void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings, string[] args, Assembly? appHost)
    {
        var name = appHost?.GetName().Name;
        options.Args = settings.Args = args;
        options.AssemblyName = name;
        options.EnableResourceLogging = true;
        settings.ApplicationName = name;

        // What tests want unless their arguments say otherwise, and what the AppHost's launch profile would have set.
        var defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["DcpPublisher:RandomizePorts"] = "true" };

        if (BuildFacts.ProjectDirectory(appHost) is { } directory && LaunchSettings.Read(directory)?.Profiles.Values.FirstOrDefault() is { } profile)
        {
            foreach (var (key, value) in profile.EnvironmentVariables)
            {
                defaults[key] = value;

                if (key.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase))
                    defaults[key["DOTNET_".Length..]] = value;
            }
        }

        settings.Configuration ??= new ConfigurationManager();
        settings.Configuration.AddInMemoryCollection(defaults);
        settings.EnvironmentName = defaults.GetValueOrDefault("ENVIRONMENT") ?? settings.EnvironmentName;
    }
}
