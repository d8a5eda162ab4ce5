using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace AspireLocal.Tests;

/// <summary>A graph that is only described, and what its resources would be given if it were started.</summary>
internal static class Model
{
    public static IDistributedApplicationTestingBuilder Create(params string[] args) => DistributedApplicationTestingBuilder.Create(args);

    /// <summary>A project without endpoints of its own.</summary>
    public static IResourceBuilder<ProjectResource> AddPlainProject(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddProject<Projects.Sample_OneShot>(name);

    /// <summary>An endpoint that has got its port, as every endpoint has once the graph was started.</summary>
    public static IResourceBuilder<T> WithAllocated<T>(this IResourceBuilder<T> builder, string name, int port, string? scheme = null)
        where T : IResourceWithEndpoints =>
        builder.WithEndpoint(name, e =>
        {
            e.UriScheme = scheme ?? e.UriScheme;
            e.AllocatedEndpoint = new AllocatedEndpoint(e, "localhost", port);
        });

    public static async Task<Dictionary<string, string?>> VariablesAsync<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment
    {
        var context = new EnvironmentCallbackContext(builder.ApplicationBuilder.ExecutionContext, builder.Resource);

        foreach (var callback in builder.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
            await callback.Callback(context);

        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);

        foreach (var (name, value) in context.EnvironmentVariables)
        {
            // A process is not given what has no value.
            if (await ValueAsync(value) is { } text)
                variables[name] = text;
        }

        return variables;
    }

    public static async Task<IReadOnlyList<string?>> ArgumentsAsync<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithArgs
    {
        var arguments = new List<object>();

        foreach (var callback in builder.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
            await callback.Callback(new CommandLineArgsCallbackContext(arguments, builder.Resource));

        return await Task.WhenAll(arguments.Select(ValueAsync));
    }

    private static async Task<string?> ValueAsync(object value) =>
        value is IValueProvider provider ? await provider.GetValueAsync() : Convert.ToString(value, CultureInfo.InvariantCulture);
}

/// <summary>Something that is in no process of this graph, whose state the test publishes.</summary>
internal sealed class CustomResource(string name) : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    public string? ConnectionString { get; init; } = "custom";

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{ConnectionString}");
}

internal sealed class CustomPart(string name, CustomResource parent) : Resource(name), IResourceWithParent<CustomResource>, IResourceWithWaitSupport
{
    public CustomResource Parent { get; } = parent;
}

/// <summary>A connection string together with its parts.</summary>
internal sealed class CustomServer(string name) : Resource(name), IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"Server=localhost;Database=photos");

    public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"localhost")),
        new("Port", ReferenceExpression.Create($"5432")),
    ];
}
