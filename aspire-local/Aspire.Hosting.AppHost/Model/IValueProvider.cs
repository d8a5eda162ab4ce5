namespace Aspire.Hosting.ApplicationModel;

public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

public interface IValueWithReferences
{
    IEnumerable<object> References { get; }
}

public interface IResourceWithConnectionString : IResource, IValueProvider, IValueWithReferences
{
    string? ConnectionStringEnvironmentVariable => null;

    ReferenceExpression ConnectionStringExpression { get; }

    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    /// <summary>The parts of the connection string, each under a name of its own.</summary>
    IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() => [];

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);

    IEnumerable<object> IValueWithReferences.References => [ConnectionStringExpression];
}

/// <summary>The connection string of a resource, which a resource that needs it cannot start without unless it is optional.</summary>
public class ConnectionStringReference(IResourceWithConnectionString resource, bool optional) : IValueProvider, IValueWithReferences
{
    public IResourceWithConnectionString Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    public bool Optional { get; } = optional;

    IEnumerable<object> IValueWithReferences.References => [Resource];

    /// <exception cref="DistributedApplicationException">There is no connection string, and it is not optional.</exception>
    async ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await Resource.GetConnectionStringAsync(cancellationToken) is { Length: > 0 } value)
                return value;
        }
        catch (MissingParameterValueException) when (Optional)
        {
            return null;
        }

        return Optional ? null : throw new DistributedApplicationException($"The connection string for the resource '{Resource.Name}' is not available.");
    }
}
