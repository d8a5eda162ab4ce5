using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes.Charts;

/// <summary>Turns what the graph gives to a resource into text, or into a value of the chart, without asking for any secret.</summary>
internal sealed class ValueResolver(IResource resource, Func<IResource, Task<KubernetesResource>> find)
{
    /// <param name="value">Text, something that formats itself, or a reference.</param>
    /// <param name="within">It becomes part of a longer text.</param>
    /// <exception cref="NotSupportedException">A chart cannot express it.</exception>
    public async Task<object> ResolveAsync(object value, bool within = false) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        EndpointReference endpoint => (await FindAsync(endpoint))[EndpointProperty.Url, within],
        EndpointReferenceExpression expression => (await FindAsync(expression.Endpoint))[expression.Property, within],
        ParameterResource parameter => HelmValue.Of(parameter, resource.Name),
        ConnectionStringReference reference => await ResolveAsync(reference.Resource.ConnectionStringExpression, within),
        IResourceWithConnectionString other => await ResolveAsync(other.ConnectionStringExpression, within),
        ReferenceExpression expression => await ResolveExpressionAsync(expression, within),
        _ => throw new NotSupportedException($"a value of type {value.GetType().Name} has no meaning in a chart"),
    };

    private async Task<object> ResolveExpressionAsync(ReferenceExpression expression, bool within)
    {
        // Nothing around it: the value stays what it is, with a key of its own in the chart.
        if (expression is { Format: "{0}", ValueProviders: [var only] } && !within)
            return await ResolveAsync(only);

        var parts = new object[expression.ValueProviders.Count];

        for (var i = 0; i < parts.Length; i++)
            parts[i] = await ResolveAsync(expression.ValueProviders[i], within: true);

        return string.Format(CultureInfo.InvariantCulture, expression.Format, parts);
    }

    private async Task<ServiceEndpoint> FindAsync(EndpointReference reference)
    {
        var owner = await find(reference.Resource);

        return owner.Endpoints.GetValueOrDefault(reference.EndpointName)
            ?? throw new NotSupportedException($"{reference.Resource.Name} has no endpoint '{reference.EndpointName}'");
    }
}
