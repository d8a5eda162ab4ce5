using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Publishing;

/// <summary>An environment that knows how to write the manifests of what is deployed to it.</summary>
internal interface IManifestWriter : IComputeEnvironmentResource
{
    /// <returns>What the files hold, by their paths below the output folder.</returns>
    /// <exception cref="DistributedApplicationException">The graph holds something these manifests cannot express.</exception>
    Task<IReadOnlyDictionary<string, string>> BuildAsync(ManifestContext context, CancellationToken cancellationToken);
}

/// <param name="Model">The whole graph.</param>
/// <param name="Execution">Publish mode, for callbacks that ask.</param>
/// <param name="OutputPath">The folder the files are for, which may hold an earlier result.</param>
/// <param name="Log">Takes a line for whoever watches.</param>
internal sealed record ManifestContext(DistributedApplicationModel Model, DistributedApplicationExecutionContext Execution, string OutputPath, Action<string> Log)
{
    /// <summary>What becomes containers, in the order of the graph.</summary>
    public IEnumerable<IComputeResource> ComputeResources => Model.Resources.OfType<IComputeResource>();

    /// <summary>The environment variables of a resource, unresolved: what they refer to is the manifest's to express.</summary>
    public async Task<Dictionary<string, object>> GetEnvironmentAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(Execution, resource, cancellationToken: cancellationToken);

        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
            await callback.Callback(context);

        // No container holds a certificate: an address for HTTPS would lead nowhere.
        var unreachable = context.EnvironmentVariables
            .Where(v => v.Key.StartsWith("services__", StringComparison.Ordinal) && v.Value is EndpointReference { Exists: true, Scheme: "https" })
            .Select(v => v.Key)
            .ToList();
        unreachable.ForEach(v => context.EnvironmentVariables.Remove(v));
        return context.EnvironmentVariables;
    }

    public Task<IReadOnlyList<object>> GetArgumentsAsync(IResource resource, CancellationToken cancellationToken) =>
        CommandLine.CollectAsync(resource, Execution, cancellationToken);
}
