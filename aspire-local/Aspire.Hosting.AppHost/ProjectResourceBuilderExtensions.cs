using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project that the AppHost references; its launch profile gives environment and endpoints.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);

        var metadata = new TProject();
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(metadata);
        var profile = FindProfile(builder, name, metadata);

        if (builder.ExecutionContext.IsPublishMode)
        {
            ProjectDefaults.Apply(project, profile?.Profile);
            return project;
        }

        foreach (var (endpointName, address, host) in profile?.Profile.Addresses() ?? [])
        {
            project.WithEndpoint(endpointName, e =>
            {
                e.Port = address.Port;
                e.TargetHost = host;
                e.UriScheme = address.Scheme;
                e.Transport = "http";
            });
        }

        var outputPath = BuildFacts.OutputPath(builder.AppHostAssembly, metadata.ProjectPath);
        project.WithAnnotation(new ProgramAnnotation((context, token) => new ProjectProgram(project.Resource, metadata, outputPath, profile, builder).PrepareAsync(context, token)));
        return project;
    }

    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>The AppHost's own profile, else the first one that starts the project.</summary>
    private static (string Name, LaunchProfile Profile)? FindProfile(IDistributedApplicationBuilder builder, string name, IProjectMetadata metadata)
    {
        if (!File.Exists(metadata.ProjectPath))
            throw new DistributedApplicationException($"Project file '{metadata.ProjectPath}' was not found.");

        var profiles = LaunchSettings.Read(Path.GetDirectoryName(metadata.ProjectPath)!, $"project resource '{name}'")?.Profiles ?? [];
        var preferred = builder.Configuration["AppHost:DefaultLaunchProfileName"] ?? builder.Configuration["DOTNET_LAUNCH_PROFILE"];

        if (preferred is not null && profiles.TryGetValue(preferred, out var shared))
            return (preferred, shared);

        var first = profiles.FirstOrDefault(p => string.Equals(p.Value.CommandName, "Project", StringComparison.OrdinalIgnoreCase));
        return first.Value is null ? null : (first.Key, first.Value);
    }
}

internal static class LaunchProfileExtensions
{
    /// <summary>An endpoint for every address, named by its scheme, the second of a scheme with a 2.</summary>
    public static IEnumerable<(string Name, Uri Address, string Host)> Addresses(this LaunchProfile profile)
    {
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

        foreach (var url in profile.ApplicationUrl?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            // All addresses of the machine, which a Uri has no word for.
            var start = url.IndexOf("://", StringComparison.Ordinal) + "://".Length;
            var any = url[start] is '*' or '+';
            var address = new Uri(any ? $"{url[..start]}localhost{url[(start + 1)..]}" : url);
            var count = counts[address.Scheme] = counts.GetValueOrDefault(address.Scheme) + 1;
            yield return (count == 1 ? address.Scheme : $"{address.Scheme}{count}", address, any ? url[start..(start + 1)] : address.Host);
        }
    }
}
