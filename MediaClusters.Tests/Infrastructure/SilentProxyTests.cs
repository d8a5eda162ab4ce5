using System.Net;
using System.Net.Sockets;
using MediaClusters.Tests.Graph;

namespace MediaClusters.Tests.Infrastructure;

public sealed class SilentProxyTests : IAsyncLifetime
{
    private readonly TcpListener _echo = Listen();
    private SilentProxy _proxy = null!;

    public Task InitializeAsync()
    {
        _proxy = SilentProxy.Start("127.0.0.1", ((IPEndPoint)_echo.LocalEndpoint).Port);
        _ = EchoAsync();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _echo.Stop();
    }

    [Fact]
    public async Task Stalled_connections_stay_open_and_deliver_what_waited_once_they_resume()
    {
        using var before = await ConnectAsync();
        (await AskAsync(before)).ShouldBe(7);

        _proxy.Stall();
        using var during = await ConnectAsync();
        var answers = new[] { AskAsync(before), AskAsync(during) };
        answers.ShouldAllBe(answer => !answer.IsCompleted);

        _proxy.Resume();
        (await Task.WhenAll(answers)).ShouldBe([7, 7]);
        _proxy.Accepted.ShouldBe(2);
        _proxy.Open.ShouldBe(2);
    }

    [Fact]
    public async Task Forgotten_connections_stay_silent_while_new_ones_pass_and_all_end_when_cut()
    {
        using var old = await ConnectAsync();
        (await AskAsync(old)).ShouldBe(7);
        _proxy.Forget();
        var silent = AskAsync(old);

        using var next = await ConnectAsync();
        (await AskAsync(next)).ShouldBe(7);
        silent.IsCompleted.ShouldBeFalse();

        _proxy.Cut();
        await Should.ThrowAsync<SocketException>(silent);
        (await GraphFixture.EventuallyAsync(() => Task.FromResult(_proxy.Open), open => open == 0)).ShouldBe(0);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        return socket;
    }

    private static async Task<int> AskAsync(Socket socket)
    {
        var buffer = new byte[1];
        await socket.SendAsync(new byte[] { 7 });
        return await socket.ReceiveAsync(buffer) == 1 ? buffer[0] : 0;
    }

    private async Task EchoAsync()
    {
        while (true)
            _ = EchoAsync(await _echo.AcceptSocketAsync());
    }

    private static async Task EchoAsync(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[1];
            while (await socket.ReceiveAsync(buffer) == 1)
                await socket.SendAsync(buffer);
        }
    }
}
