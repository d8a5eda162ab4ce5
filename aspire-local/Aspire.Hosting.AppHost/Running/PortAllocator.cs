using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Aspire.Hosting.Running;

/// <summary>
/// Hands out ports and keeps them bound until the program that gets them starts, so that no second stack
/// takes them meanwhile. They lie below the range that systems take outgoing connections' ports from.
/// </summary>
internal sealed class PortAllocator : IDisposable
{
    private const int First = 15_000;
    private const int Last = 32_000;
    private const int Attempts = 1_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<Socket>> _held = [];

    public int Next()
    {
        for (var i = 0; i < Attempts; i++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);

            if (TryHold(port))
                return port;
        }

        throw new DistributedApplicationException("No free port was found.");
    }

    public bool IsHeld(int port)
    {
        lock (_lock)
            return _held.ContainsKey(port);
    }

    public bool TryHold(int port)
    {
        var sockets = new List<Socket>();

        try
        {
            sockets.Add(Bind(IPAddress.Loopback, port));

            if (Socket.OSSupportsIPv6)
                sockets.Add(Bind(IPAddress.IPv6Loopback, port));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // No IPv6 loopback here: IPv4 decides.
        }
        catch (SocketException)
        {
            sockets.ForEach(s => s.Dispose());
            return false;
        }

        lock (_lock)
            return _held.TryAdd(port, sockets);
    }

    public void Release(int port)
    {
        lock (_lock)
        {
            if (_held.Remove(port, out var sockets))
                sockets.ForEach(s => s.Dispose());
        }
    }

    public void Dispose()
    {
        foreach (var port in _held.Keys.ToList())
            Release(port);
    }

    private static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

        try
        {
            // Listening, since a port that is only bound can be bound once more.
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(backlog: 1);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
