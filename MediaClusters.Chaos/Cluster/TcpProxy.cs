using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MediaClusters.Chaos.Cluster;

/// <summary>
/// Stands between two programs of this machine and is the network between them: forwards, falls silent, cuts, or refuses.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private Socket? _listener;
    private ProxyGates _gates = new();
    private long _accepted;

    public TcpProxy(string name)
    {
        Name = name;
        Port = Ports.Next();
        Listen();
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>The port that new connections go to; 0 for nobody's.</summary>
    public int Target { get; set; }

    /// <summary>Connections that are open now.</summary>
    public int Connections => _connections.Count;

    /// <summary>Connections that were ever accepted.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Says nothing more, on old connections and new ones, and closes none; what was sent arrives after <see cref="Resume"/>.</summary>
    public void Stall(Traffic traffic = Traffic.Both)
    {
        lock (_lock)
            _gates.Close(traffic);
    }

    /// <summary>The connections that are open stay silent for good; new ones are forwarded.</summary>
    /// <returns>Those.</returns>
    public IReadOnlyList<ProxiedConnection> Strand()
    {
        lock (_lock)
        {
            _gates.Close(Traffic.Both);
            _gates = new();
            return [.. _connections.Keys];
        }
    }

    /// <summary>Ends <see cref="Stall"/> and <see cref="Refuse"/>.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _gates.Open();
            if (_listener is null)
                Listen();
        }
    }

    /// <summary>Resets every connection that is open; new ones are forwarded.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys)
            connection.Reset();
    }

    /// <summary>Resets every connection and refuses new ones, as a machine does where nobody listens.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }

        Cut();
    }

    public async ValueTask DisposeAsync()
    {
        Refuse();
        await Task.WhenAll(_connections.Values);
    }

    private void Listen()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen(backlog: 512);
        _ = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                Add(await listener.AcceptAsync());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                lock (_lock)
                {
                    if (_listener != listener)
                        return;
                }

                // A caller that went away before it was accepted.
                await Task.Yield();
            }
        }
    }

    private void Add(Socket client)
    {
        Interlocked.Increment(ref _accepted);
        ProxiedConnection connection;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            connection = new ProxiedConnection(client, _gates);
            _connections[connection] = ended.Task;
        }

        _ = RunAsync(connection, ended);
    }

    private async Task RunAsync(ProxiedConnection connection, TaskCompletionSource ended)
    {
        try
        {
            await connection.RunAsync(Target);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
            ended.SetResult();
        }
    }
}
