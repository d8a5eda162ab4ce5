using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Builders for tests: of an AppHost, whose entry point is called, or of a graph the test itself adds to.</summary>
public static class DistributedApplicationTestingBuilder
{
    private const string LaunchProfile = "DOTNET_LAUNCH_PROFILE";

    // What hosts leave out of the names of their settings.
    private static readonly string[] HostPrefixes = ["DOTNET_", "ASPNETCORE_"];

    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        Check(args);

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
        Check(args);

        var assembly = typeof(TEntryPoint).Assembly;
        var appHost = new SuspendedAppHost(assembly, args, (options, settings) => Configure(options, settings, args, assembly));
        return new TestingBuilder(await appHost.StartAsync(cancellationToken), appHost);
    }

    private static void Check(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);

        if (args.Contains(null!))
            throw new ArgumentNullException(nameof(args), $"Array params contains null item: [{string.Join(", ", args)}]");

        if (args.Contains(""))
            throw new ArgumentException($"Array params contains empty item: [{string.Join(", ", args)}]", nameof(args));
    }

    private static void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings, string[] args, Assembly? appHost)
    {
        var name = appHost?.GetName().Name;
        options.Args = settings.Args = args;
        options.AssemblyName = name;
        options.EnableResourceLogging = true;
        settings.ApplicationName = name;
        var projectDirectory = BuildFacts.ProjectDirectory(appHost);

        if (Directory.Exists(projectDirectory))
            settings.ContentRootPath = projectDirectory;

        // What tests want unless their arguments say otherwise, and what the AppHost's launch profile would have set.
        var defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["DcpPublisher:RandomizePorts"] = "true" };

        if (projectDirectory is not null && LaunchSettings.Read(projectDirectory, "the AppHost")?.Profiles is { Count: > 0 } profiles)
        {
            var profileName = new ConfigurationBuilder().AddCommandLine(args).Build()[LaunchProfile] ?? profiles.Keys.First();

            if (!profiles.TryGetValue(profileName, out var profile))
                throw new InvalidOperationException($"The configured launch profile, '{profileName}', was not found in the launch settings file.");

            defaults[LaunchProfile] = profileName;

            foreach (var (key, value) in profile.EnvironmentVariables)
            {
                defaults[key] = value;

                foreach (var prefix in HostPrefixes.Where(p => key.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
                    defaults[key[prefix.Length..]] = value;
            }
        }

        settings.Configuration ??= new ConfigurationManager();
        settings.Configuration.AddInMemoryCollection(defaults);
    }
}
