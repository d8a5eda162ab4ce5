using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MediaClusters.LoadTests.Load;

/// <summary>
/// One HTTP/1.1 connection that sends a request made beforehand and reads the answer, with a fraction of an HttpClient's
/// garbage: callers and service share the processors, and what the caller takes the service does not get. One request at a time.
/// </summary>
/// <remarks>No TLS, no redirects, no compression, no answers that end with the connection, and no second try.</remarks>
internal sealed class HttpConnection(Uri address) : IAsyncDisposable
{
    private readonly HttpAnswerReader _reader = new();
    private Socket? _socket;

    /// <summary>Sends a whole request, header and body, and reads the whole answer. A connection that was closed is opened again for the next one.</summary>
    /// <exception cref="IOException">The answer is none, or not whole.</exception>
    /// <exception cref="SocketException">There is nobody to answer.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HttpAnswer> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        try
        {
            // Before a request nothing is to be read: what is readable is the connection's end, or an answer to nothing.
            if (_socket is not null && _socket.Poll(0, SelectMode.SelectRead))
                Drop();
            var socket = _socket ??= await ConnectAsync(cancellationToken);

            for (var rest = request; !rest.IsEmpty;)
                rest = rest[await socket.SendAsync(rest, SocketFlags.None, cancellationToken)..];

            var (answer, closes) = await _reader.ReadAsync(socket, request.Span.StartsWith("HEAD "u8), cancellationToken);
            if (closes)
                Drop();
            return answer;
        }
        catch
        {
            // Its answer may come yet, and would be taken for the next request's.
            Drop();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Drop();
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttp)
            throw new NotSupportedException($"{address} is not an address of http.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.DnsSafeHost, address.Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Drop()
    {
        _socket?.Dispose();
        _socket = null;
    }
}

/// <param name="Status">Such as 200.</param>
/// <param name="Body">Valid until the connection's next request.</param>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body);
