using System.Globalization;
using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>Runs a project from what the build made of it, with the environment Aspire gives to it.</summary>
internal sealed class ProjectProgram(ProjectResource resource, IProjectMetadata metadata, string? outputPath, (string Name, LaunchProfile Profile)? profile, IDistributedApplicationBuilder builder)
{
    // What is meant for the host itself, or for the build or test run it was started by.
    private static readonly string[] NotInherited = ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_LAUNCH_PROFILE", "DOTNET_STARTUP_HOOKS", "DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE"];
    private static readonly string[] NotInheritedPrefixes = ["MSBUILD", "VSTEST", "CORECLR_", "COR_", "ConnectionStrings__", "services__"];

    public async Task<ProcessSpec> PrepareAsync(ProgramContext context, CancellationToken cancellationToken)
    {
        if (outputPath is null)
            throw new DistributedApplicationException($"The AppHost was built without a reference to {metadata.ProjectPath}.");

        if (!File.Exists(outputPath))
            throw new DistributedApplicationException($"{outputPath} is missing: build {metadata.ProjectPath}.");

        var environment = new EnvironmentCallbackContext(builder.ExecutionContext, resource, Defaults(context), cancellationToken);

        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
            await callback.Callback(environment);

        var variables = Inherited();

        foreach (var (name, value) in environment.EnvironmentVariables)
        {
            if (await CommandLine.ResolveAsync(value, cancellationToken) is { } text)
                variables[name] = text;
        }

        var arguments = await CommandLine.ResolveAsync(resource, builder.ExecutionContext, cancellationToken);

        return new ProcessSpec(Dotnet(), [outputPath, .. arguments])
        {
            // As "dotnet run" does: settings files are found beside the project.
            WorkingDirectory = Path.GetDirectoryName(metadata.ProjectPath)!,
            Environment = variables,
        };
    }

    private Dictionary<string, object> Defaults(ProgramContext context)
    {
        var id = resource.GetInstanceIds()[context.Replica];
        var defaults = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory",
            ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true",
            ["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true",
            ["OTEL_SERVICE_NAME"] = resource.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={id[(resource.Name.Length + 1)..]}",
        };

        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } collector)
            defaults["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;

        var urls = resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https")
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.UriScheme}://{e.TargetHost}:{e.AllocatedFor(context.Replica)!.Port}"))
            .ToList();

        if (urls.Count > 0)
            defaults["ASPNETCORE_URLS"] = string.Join(';', urls);

        if (profile is { } launch)
        {
            defaults["DOTNET_LAUNCH_PROFILE"] = launch.Name;

            foreach (var (name, value) in launch.Profile.EnvironmentVariables)
                defaults.TryAdd(name, Environment.ExpandEnvironmentVariables(value));
        }

        return defaults;
    }

    private static Dictionary<string, string?> Inherited()
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);

        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;

            if (!NotInherited.Contains(name, StringComparer.OrdinalIgnoreCase) && !NotInheritedPrefixes.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
                variables[name] = (string?)variable.Value;
        }

        return variables;
    }

    /// <summary>The dotnet that runs this very process, wherever it is installed.</summary>
    private static string Dotnet() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
