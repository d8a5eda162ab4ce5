using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MediaClusters.Tests.Fuzz;

/// <summary>What came back for one request: answers, the bytes they were made of, and how long the connection was open.</summary>
internal sealed record RawExchange(IReadOnlyList<RawAnswer> Answers, bool IsOver, TimeSpan Duration)
{
    /// <summary>Within which the server has to have answered and closed the connection. It takes milliseconds, on a machine that does much else seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // How long a caller who sent half a request waits for an answer before it goes away.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<RawExchange> SendAsync(IPEndPoint server, FuzzRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        using var deadline = new CancellationTokenSource(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var received = new MemoryStream();
        var isOver = false;
        try
        {
            await socket.ConnectAsync(server, deadline.Token);
            await WriteAsync(socket, request.ToBytes(), deadline.Token);
            var buffer = new byte[64 * 1024];
            var read = socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token).AsTask();
            if (request.IsPartial)
            {
                // Answered or not: a server that is promised more would wait for it for seconds.
                await Task.WhenAny(read, Task.Delay(Pause, deadline.Token));
                socket.Shutdown(SocketShutdown.Send);
            }

            for (var count = await read; count > 0; count = await socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token))
                received.Write(buffer, 0, count);
            isOver = true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected)
        {
            isOver = true;
        }
        catch (OperationCanceledException)
        {
            // It hangs.
        }

        return new(RawAnswer.ReadAll(received.ToArray(), request.Method), isOver, Stopwatch.GetElapsedTime(started));
    }

    // A server that has seen enough closes while it is written to.
    private static async Task WriteAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // Its answer may be there all the same.
        }
    }
}
