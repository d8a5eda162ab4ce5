using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MediaClusters.Tests.Infrastructure;

/// <summary>
/// Stands between a client and a server, and can fall silent as networks do: connections stay open and nothing passes. Bytes
/// that came meanwhile wait, and pass when it resumes.
/// </summary>
internal sealed class SilentProxy : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly (string Host, int Port) _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flow = new();
    private int _accepted;

    private SilentProxy(string host, int port)
    {
        _target = (host, port);
        _flow.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections taken so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections there are, the silent ones included.</summary>
    public int Open => _links.Count;

    public static SilentProxy Start(string host, int port) => new(host, port);

    /// <summary>Nothing passes any more, on the connections there are and on those to come. Ends are not passed on either.</summary>
    public void Stall()
    {
        if (_flow.Task.IsCompleted)
            _flow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Everything passes again, what waited first. What was forgotten stays silent.</summary>
    public void Resume() => _flow.TrySetResult();

    /// <summary>What a firewall does that lost its memory: the connections there are lead nowhere for good, new ones pass.</summary>
    public void Forget()
    {
        foreach (var link in _links.Keys)
            link.IsForgotten = true;
    }

    /// <summary>Resets every connection.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys)
            link.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Cut();
        await Task.WhenAll(_links.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var link = new Link(await _listener.AcceptSocketAsync(_end.Token));
            Interlocked.Increment(ref _accepted);
            _links[link] = Task.CompletedTask;
            _links[link] = CarryAsync(link);
        }
    }

    private async Task CarryAsync(Link link)
    {
        await Task.Yield();
        try
        {
            await PassAsync(link);
            await link.Server.ConnectAsync(_target.Host, _target.Port, link.Ended);
            await await Task.WhenAny(PumpAsync(link, link.Client, link.Server), PumpAsync(link, link.Server, link.Client));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the other one is told below.
        }
        finally
        {
            _links.TryRemove(link, out _);
            link.Dispose();
        }
    }

    private async Task PumpAsync(Link link, Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        while (true)
        {
            var count = await from.ReceiveAsync(buffer, link.Ended);
            await PassAsync(link);
            if (count == 0)
                return;
            for (var sent = 0; sent < count;)
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), link.Ended);
        }
    }

    /// <summary>Returns when bytes may pass.</summary>
    private async Task PassAsync(Link link)
    {
        if (link.IsForgotten)
            await Task.Delay(Timeout.Infinite, link.Ended);
        while (!_flow.Task.IsCompleted)
            await _flow.Task.WaitAsync(link.Ended);
        if (link.IsForgotten)
            await Task.Delay(Timeout.Infinite, link.Ended);
    }

    private sealed class Link(Socket client) : IDisposable
    {
        private readonly CancellationTokenSource _ended = new();
        private volatile bool _isForgotten;

        public Socket Client => client;

        public Socket Server { get; } = new(SocketType.Stream, ProtocolType.Tcp);

        public CancellationToken Ended => _ended.Token;

        public bool IsForgotten
        {
            get => _isForgotten;
            set => _isForgotten = value;
        }

        public void Cut()
        {
            try
            {
                client.LingerState = new(enable: true, seconds: 0);
                _ended.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself.
            }
        }

        public void Dispose()
        {
            client.Dispose();
            Server.Dispose();
        }
    }
}
