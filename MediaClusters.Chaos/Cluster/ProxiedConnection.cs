using System.Net;
using System.Net.Sockets;

namespace MediaClusters.Chaos.Cluster;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class ProxiedConnection(Socket client, ProxyGates gates) : IDisposable
{
    private const int BufferSize = 32 * 1024;

    private readonly CancellationTokenSource _reset = new();
    private bool _disposed;

    /// <summary>Forwards until both sides have ended, or one is reset.</summary>
    public async Task RunAsync(int target)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            client.NoDelay = server.NoDelay = true;

            // To the caller a silent network looks the same whether it is connected or not.
            await gates.PassAsync(Traffic.Requests, _reset.Token);
            await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target), _reset.Token);
            await Task.WhenAll(PumpAsync(client, server, Traffic.Requests), PumpAsync(server, client, Traffic.Answers));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ArgumentException)
        {
            // Closed without a farewell, so that both sides see a reset.
            client.LingerState = new(enable: true, seconds: 0);
            server.LingerState = new(enable: true, seconds: 0);
        }
    }

    /// <summary>Ends it for both sides, or does nothing when it has ended.</summary>
    public void Reset()
    {
        lock (_reset)
        {
            if (!_disposed)
                _ = _reset.CancelAsync();
        }
    }

    public void Dispose()
    {
        client.Dispose();
        lock (_reset)
        {
            _disposed = true;
            _reset.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Traffic way)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, SocketFlags.None, _reset.Token);
                await gates.PassAsync(way, _reset.Token);
                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, _reset.Token);
            }
        }
        catch (SocketException)
        {
            // The other way ends with this one.
            await _reset.CancelAsync();
            throw;
        }
    }
}
