namespace Aspire.Hosting.ApplicationModel;

public class ParameterResource : Resource, IValueProvider
{
    private readonly Func<ParameterDefault?, string> _callback;
    private readonly Lock _lock = new();
    private string? _value;

    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _callback = callback;
        Secret = secret;
    }

    public ParameterDefault? Default { get; set; }

    public bool Secret { get; }

    /// <exception cref="MissingParameterValueException">No configuration and no default gives a value.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        // Once resolved a value stays: a generated password must not differ from one use to the next.
        lock (_lock)
            return new(_value ??= _callback(Default));
    }

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetValueAsync(cancellationToken);
}

/// <summary>A connection string that configuration gives (<c>ConnectionStrings:name</c>), usable like a server of the graph.</summary>
internal sealed class ConnectionStringParameterResource : ParameterResource, IResourceWithConnectionString
{
    public ConnectionStringParameterResource(string name, Func<ParameterDefault?, string> callback, string? environmentVariable)
        : base(name, callback, secret: true)
    {
        ConnectionStringEnvironmentVariable = environmentVariable;
    }

    public string? ConnectionStringEnvironmentVariable { get; }

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{(ParameterResource)this}");

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetValueAsync(cancellationToken);

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => GetValueAsync(cancellationToken);
}
