using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MediaClusters.Tests.LoadTests;

/// <summary>Answers each request with the bytes that the test says, whether they are HTTP or not.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public static readonly byte[] Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, Stream, Task> _answer;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="answer">Given a request's head; the connection is closed where it throws an EndOfStreamException.</param>
    public ScriptedServer(Func<string, Stream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public int Connections => Volatile.Read(ref _connections);

    public static ScriptedServer Answering(params string[] parts)
        => new(async (_, stream) =>
        {
            foreach (var part in parts)
                await stream.WriteAsync(Encoding.Latin1.GetBytes(part));
        });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();

        // Before the listener goes: an accept that loses it ends with a fault of the socket and not with the cancellation.
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                client.NoDelay = true;
                Interlocked.Increment(ref _connections);
                connections.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        await using var stream = client.GetStream();
        var buffer = new byte[16 * 1024];
        try
        {
            // The tests' requests are small and come whole.
            while (await stream.ReadAsync(buffer, _stopping.Token) is > 0 and var read)
                await _answer(Encoding.Latin1.GetString(buffer, 0, read), stream).WaitAsync(_stopping.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }
    }
}
