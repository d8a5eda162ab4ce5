using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MediaClusters.Chaos.Cluster;

internal static class Ports
{
    // Below those of outgoing connections, one of which could take a port while the program that has it is down.
    private const int First = 14_000;
    private const int Last = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Taken = new();

    /// <summary>A port of this machine that nobody has, and that nobody else here gets.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                continue;
            }

            if (Taken.TryAdd(port, true))
                return port;
        }
    }
}
