using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>What <c>WithArgs</c> has gathered for a resource.</summary>
internal static class CommandLine
{
    public static async Task<IReadOnlyList<object>> CollectAsync(IResource resource, DistributedApplicationExecutionContext execution, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext(new List<object>(), resource, cancellationToken) { ExecutionContext = execution };

        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
            await callback.Callback(context);

        return [.. context.Args];
    }

    /// <summary>The arguments of a process of this machine: what they refer to is waited for.</summary>
    public static async Task<IReadOnlyList<string>> ResolveAsync(IResource resource, DistributedApplicationExecutionContext execution, CancellationToken cancellationToken)
    {
        var arguments = new List<string>();

        foreach (var argument in await CollectAsync(resource, execution, cancellationToken))
            arguments.Add(await ResolveAsync(argument, cancellationToken) ?? "");

        return arguments;
    }

    public static async Task<string?> ResolveAsync(object value, CancellationToken cancellationToken) => value switch
    {
        IResourceBuilder<IResource> builder => await ResolveAsync(builder.Resource, cancellationToken),
        IValueProvider provider => await provider.GetValueAsync(cancellationToken),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
