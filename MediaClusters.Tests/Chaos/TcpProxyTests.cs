using System.Net;
using System.Net.Sockets;
using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Tests.Chaos;

public sealed class TcpProxyTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Question = "question"u8.ToArray();

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly TcpProxy _proxy = new("test");
    private readonly CancellationTokenSource _patience = new(Patience);

    public Task InitializeAsync()
    {
        _server.Start();
        _proxy.Target = ((IPEndPoint)_server.LocalEndpoint).Port;
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    public void Dispose()
    {
        _server.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task Forwards_both_ways_and_the_end()
    {
        using var client = await ConnectAsync();
        using var server = await _server.AcceptSocketAsync(_patience.Token);
        await client.SendAsync(Question, _patience.Token);
        (await ReadAsync(server)).ShouldBe(Question);
        await server.SendAsync("answer"u8.ToArray(), _patience.Token);
        (await ReadAsync(client)).ShouldBe("answer"u8.ToArray());
        _proxy.Connections.ShouldBe(1);

        client.Shutdown(SocketShutdown.Send);
        (await ReadAsync(server)).ShouldBeEmpty();
        server.Shutdown(SocketShutdown.Send);
        (await ReadAsync(client)).ShouldBeEmpty();
        await Eventually.IsAsync(() => _proxy.Connections == 0, Patience, "the end of the connection", _patience.Token);
        _proxy.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Stall_is_silent_and_loses_nothing()
    {
        using var client = await ConnectAsync();
        using var server = await _server.AcceptSocketAsync(_patience.Token);
        _proxy.Stall();
        await client.SendAsync(Question, _patience.Token);
        using var second = await ConnectAsync();

        // Another connection passes the same thread pool there and back before anybody could say that nothing came.
        await PassAnotherAsync();
        server.Available.ShouldBe(0);
        _server.Pending().ShouldBeFalse();

        _proxy.Resume();
        (await ReadAsync(server)).ShouldBe(Question);
        using var late = await _server.AcceptSocketAsync(_patience.Token);
    }

    [Fact]
    public async Task Stall_of_answers_lets_requests_through()
    {
        using var client = await ConnectAsync();
        using var server = await _server.AcceptSocketAsync(_patience.Token);
        _proxy.Stall(Traffic.Answers);
        await client.SendAsync(Question, _patience.Token);
        (await ReadAsync(server)).ShouldBe(Question);
        await server.SendAsync("answer"u8.ToArray(), _patience.Token);

        await PassAnotherAsync();
        client.Available.ShouldBe(0);

        _proxy.Resume();
        (await ReadAsync(client)).ShouldBe("answer"u8.ToArray());
    }

    [Fact]
    public async Task Strand_silences_old_connections_alone()
    {
        using var old = await ConnectAsync();
        using var oldServer = await _server.AcceptSocketAsync(_patience.Token);
        var left = _proxy.Strand();
        await old.SendAsync(Question, _patience.Token);

        using var fresh = await ConnectAsync();
        using var freshServer = await _server.AcceptSocketAsync(_patience.Token);
        await fresh.SendAsync(Question, _patience.Token);
        (await ReadAsync(freshServer)).ShouldBe(Question);
        oldServer.Available.ShouldBe(0);

        // Nothing but a reset ends that.
        _proxy.Resume();
        await PassAnotherAsync();
        oldServer.Available.ShouldBe(0);
        left.ShouldHaveSingleItem().Reset();
        (await Should.ThrowAsync<SocketException>(() => ReadAsync(old))).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        await fresh.SendAsync(Question, _patience.Token);
        (await ReadAsync(freshServer)).ShouldBe(Question);
    }

    [Fact]
    public async Task Cut_resets_who_is_connected_and_takes_new_ones()
    {
        using var client = await ConnectAsync();
        using var server = await _server.AcceptSocketAsync(_patience.Token);
        _proxy.Stall();
        _proxy.Cut();
        (await Should.ThrowAsync<SocketException>(() => ReadAsync(client))).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        (await Should.ThrowAsync<SocketException>(() => ReadAsync(server))).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);

        _proxy.Resume();
        using var next = await ConnectAsync();
        using var nextServer = await _server.AcceptSocketAsync(_patience.Token);
    }

    [Fact]
    public async Task Refuse_until_it_resumes()
    {
        using var client = await ConnectAsync();
        using var server = await _server.AcceptSocketAsync(_patience.Token);
        _proxy.Refuse();
        (await Should.ThrowAsync<SocketException>(() => ReadAsync(client))).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        (await Should.ThrowAsync<SocketException>(ConnectAsync)).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);

        _proxy.Resume();
        using var next = await ConnectAsync();
        using var nextServer = await _server.AcceptSocketAsync(_patience.Token);
    }

    [Fact]
    public async Task Server_that_does_not_listen_resets_its_callers()
    {
        _server.Stop();

        // Before the caller knows that it is connected, or right after.
        var reset = await Should.ThrowAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync();
            await ReadAsync(client);
        });
        reset.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, _patience.Token);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task<byte[]> ReadAsync(Socket socket)
    {
        var buffer = new byte[100];
        return buffer[..await socket.ReceiveAsync(buffer, _patience.Token)];
    }

    private async Task PassAnotherAsync()
    {
        await using var other = new TcpProxy("other");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        other.Target = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, other.Port, _patience.Token);
        using var server = await listener.AcceptSocketAsync(_patience.Token);
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync(Question, _patience.Token);
            await ReadAsync(server);
            await server.SendAsync(Question, _patience.Token);
            await ReadAsync(client);
        }
    }
}
