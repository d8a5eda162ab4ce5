using System.Reflection;
using StackExchange.Redis;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>
/// What services get for their connection to Redis: passes every call on to the one in use. By reflection, as the client's
/// interface differs from one major version to the next; whoever asks often keeps what it got (see <see cref="CacheConnections"/>).
/// </summary>
internal class CacheConnectionProxy : DispatchProxy
{
    // An event's subscribers and a profiler stay when the connection is replaced.
    private const string Subscribe = "add_";
    private const string Unsubscribe = "remove_";
    private const string Profile = nameof(IConnectionMultiplexer.RegisterProfiler);

    private CacheConnections _connections = null!;

    /// <summary>Connects, as whoever resolves a connection expects.</summary>
    public static IConnectionMultiplexer Create(CacheConnections connections)
    {
        connections.GetCurrent();
        var proxy = Create<IConnectionMultiplexer, CacheConnectionProxy>();
        ((CacheConnectionProxy)(object)proxy)._connections = connections;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        if (method.Name.StartsWith(Subscribe, StringComparison.Ordinal))
            return _connections.SetUp((method.Name[Subscribe.Length..], args![0]), CallOn);
        if (method.Name.StartsWith(Unsubscribe, StringComparison.Ordinal))
            _connections.Forget((method.Name[Unsubscribe.Length..], args![0]));
        return method.Name == Profile ? _connections.SetUp(Profile, CallOn) : CallOn(_connections.GetCurrent());

        object? CallOn(IConnectionMultiplexer connection) => method.Invoke(connection, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
    }
}
