using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Builders for tests: of an AppHost, whose entry point is called, or of a graph the test itself adds to.</summary>
public static class DistributedApplicationTestingBuilder
{
    public static IDistributedApplicationTestingBuilder Create(params string[] args) => Create(args, (_, _) => { });

    public static IDistributedApplicationTestingBuilder Create(string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(configureBuilder);

        var options = new DistributedApplicationOptions { Args = args };
        TestingHooks.Current = new TestingHooks((o, settings) => Configure(o, settings, args, appHost: null, configureBuilder), _ => { }, _ => { });

        try
        {
            return new TestingBuilder(new DistributedApplicationBuilder(options), appHost: null);
        }
        finally
        {
            TestingHooks.Current = null;
        }
    }

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>(args, (_, _) => { }, cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default) =>
        CreateAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, [], cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(configureBuilder);

        var assembly = entryPoint.Assembly;
        var appHost = new SuspendedAppHost(assembly, args, (options, settings) => Configure(options, settings, args, assembly, configureBuilder));
        return new TestingBuilder(await appHost.StartAsync(cancellationToken), appHost);
    }

    private static void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings, string[] args, Assembly? appHost, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        var name = appHost?.GetName().Name;
        options.Args = settings.Args = args;
        options.AssemblyName = name;
        options.DisableDashboard = true;
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
        configure(options, settings);
    }
}
