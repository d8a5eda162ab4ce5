using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Publishing;

/// <summary>What publish mode does: has the graph's environment write its manifests.</summary>
internal sealed class Publisher(DistributedApplicationModel model, DistributedApplicationExecutionContext execution, IConfiguration configuration, HostConsole console)
{
    private const string PublishStep = "publish";

    /// <exception cref="DistributedApplicationException">There is nothing to publish to, or the graph cannot be published there.</exception>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (configuration["Pipeline:Step"] is { Length: > 0 } step && !string.Equals(step, PublishStep, StringComparison.OrdinalIgnoreCase))
            throw new DistributedApplicationException($"The stand-in in aspire-local/ knows the step '{PublishStep}' only, not '{step}': set AspirePackages=true to use Aspire's packages.");

        if (string.Equals(configuration["Publishing:Publisher"], "manifest", StringComparison.OrdinalIgnoreCase))
            throw new DistributedApplicationException("The stand-in in aspire-local/ writes no aspire-manifest.json: set AspirePackages=true to use Aspire's packages.");

        foreach (var resource in model.Resources)
        {
            foreach (var customization in resource.Annotations.OfType<IManifestCustomization>())
                customization.Validate(resource, model);
        }

        var environments = model.Resources.OfType<IComputeEnvironmentResource>().ToList();

        if (environments.Count > 1)
            throw new DistributedApplicationException($"Compute resources are not assigned to a compute environment, but the model contains multiple compute environments ('{string.Join("', '", environments.Select(e => e.Name))}').");

        if (environments.SingleOrDefault() is not IManifestWriter environment)
            throw new DistributedApplicationException("The graph has no environment to publish to: add one, with AddDockerComposeEnvironment or AddKubernetesEnvironment.");

        var output = configuration["Pipeline:OutputPath"] is { Length: > 0 } path ? Path.GetFullPath(path) : Path.Combine(configuration["AppHost:Directory"] ?? ".", "aspire-output");

        var files = await environment.BuildAsync(new ManifestContext(model, execution, output, console.Info), cancellationToken);

        try
        {
            await OutputFolder.ReplaceAsync(output, files, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"{output} cannot be written: {e.Message}", e);
        }

        console.Info($"Published {environment.Name} to {output}");
    }
}
