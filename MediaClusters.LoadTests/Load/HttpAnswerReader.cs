using System.Buffers;
using System.Buffers.Text;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MediaClusters.LoadTests.Load;

/// <summary>Reads one answer after the other into one buffer, which grows to the largest of them.</summary>
internal sealed class HttpAnswerReader : IDisposable
{
    private const int LargestHead = 64 * 1024;
    private const int LargestBody = 128 * 1024 * 1024;
    private const int LongestLine = 4 * 1024;

    private byte[] _buffer = [];
    private int _filled;

    /// <param name="socket">On which an answer is expected.</param>
    /// <param name="headOnly">Whether the request was a HEAD, whose answer tells the length of a body that does not come.</param>
    /// <param name="cancellationToken">Ends the waiting; the rest of the answer stays unread.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(HttpAnswer Answer, bool Closes)> ReadAsync(Socket socket, bool headOnly, CancellationToken cancellationToken)
    {
        _filled = 0;
        var (head, start) = await ReadHeadAsync(socket, cancellationToken);
        while (head.Status < 200)
        {
            if (head.Status == 101)
                throw new IOException("The answer switches to a protocol that nobody asked for.");
            _buffer.AsSpan(start.._filled).CopyTo(_buffer);
            _filled -= start;
            (head, start) = await ReadHeadAsync(socket, cancellationToken);
        }

        var (length, end) = (0, start);
        if (!headOnly && head.Status is not (204 or 304))
        {
            if (head.Chunked)
                (length, end) = await ReadChunksAsync(socket, start, cancellationToken);
            else
                end = start + (length = await ReadBodyAsync(socket, start, head, cancellationToken));
        }

        if (_filled > end)
            throw new IOException($"{_filled - end} bytes follow the answer: '{HttpHead.Shown(_buffer.AsSpan(end.._filled))}'.");
        return (new(head.Status, _buffer.AsMemory(start, length)), head.Closes);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <returns>The head, and where the body begins.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(HttpHead Head, int Start)> ReadHeadAsync(Socket socket, CancellationToken cancellationToken)
    {
        for (var searched = 0; ;)
        {
            if (!HttpHead.MayBegin(_buffer.AsSpan(0, _filled)))
                throw new IOException($"What came is not an answer of HTTP/1.1: '{HttpHead.Shown(_buffer.AsSpan(0, _filled))}'.");
            var end = _buffer.AsSpan(searched.._filled).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return (HttpHead.Parse(_buffer.AsSpan(0, searched + end + 2)), searched + end + 4);
            if (_filled >= LargestHead)
                throw new IOException($"The answer's headers are longer than {LargestHead} bytes.");
            searched = Math.Max(0, _filled - 3);
            await ReceiveAsync(socket, cancellationToken);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadBodyAsync(Socket socket, int start, HttpHead head, CancellationToken cancellationToken)
    {
        if (head.Length is not { } length)
            throw new IOException("The answer says neither how long it is nor that it comes in chunks.");
        if (length > LargestBody)
            throw new IOException($"The answer's body of {length} bytes is longer than {LargestBody}.");
        await FillAsync(socket, start + (int)length, cancellationToken);
        return (int)length;
    }

    /// <summary>Puts the chunks' contents together where the first chunk begins.</summary>
    /// <returns>The body's length, and where the answer ends.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(int Length, int End)> ReadChunksAsync(Socket socket, int start, CancellationToken cancellationToken)
    {
        var (read, written) = (start, start);
        while (true)
        {
            var line = await ReadLineAsync(socket, read, cancellationToken);
            var size = ParseSize(_buffer.AsSpan(read, line));
            read += line + 2;
            if (size == 0)
                break;
            // Counted with the chunks' sizes: an answer of tiny chunks may not fill the memory either.
            if (read - start + size > LargestBody)
                throw new IOException($"The answer's body is longer than {LargestBody} bytes.");

            await FillAsync(socket, read + size + 2, cancellationToken);
            if (!_buffer.AsSpan(read + size, 2).SequenceEqual("\r\n"u8))
                throw new IOException($"A chunk of {size} bytes does not end after them.");
            _buffer.AsSpan(read, size).CopyTo(_buffer.AsSpan(written));
            written += size;
            read += size + 2;
        }

        for (var trailers = read; ;)
        {
            var line = await ReadLineAsync(socket, read, cancellationToken);
            read += line + 2;
            if (line == 0)
                return (written - start, read);
            if (read - trailers > LargestHead)
                throw new IOException($"The answer's trailers are longer than {LargestHead} bytes.");
        }
    }

    /// <returns>The length of the line that begins there, without its end.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadLineAsync(Socket socket, int start, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = _buffer.AsSpan(start.._filled).IndexOf("\r\n"u8);
            if (length >= 0)
                return length;
            if (_filled - start > LongestLine)
                throw new IOException($"'{HttpHead.Shown(_buffer.AsSpan(start.._filled))}' is no size of a chunk.");
            await ReceiveAsync(socket, cancellationToken);
        }
    }

    private static int ParseSize(ReadOnlySpan<byte> line)
    {
        var extension = line.IndexOf((byte)';');
        var digits = (extension < 0 ? line : line[..extension]).TrimEnd(" \t"u8);
        return digits.Length is > 0 and <= 7 && Utf8Parser.TryParse(digits, out int size, out var used, 'X') && used == digits.Length && size >= 0
            ? size
            : throw new IOException($"'{HttpHead.Shown(line)}' is no size of a chunk.");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FillAsync(Socket socket, int wanted, CancellationToken cancellationToken)
    {
        if (wanted > _buffer.Length)
            Grow(wanted);
        while (_filled < wanted)
            await ReceiveAsync(socket, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        if (_filled == _buffer.Length)
            Grow(Math.Max(16 * 1024, _filled * 2));
        var received = await socket.ReceiveAsync(_buffer.AsMemory(_filled), SocketFlags.None, cancellationToken);
        if (received == 0)
            throw new IOException(_filled == 0 ? "The connection was closed before an answer came." : $"The connection was closed after {_filled} bytes of an answer.");
        _filled += received;
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        Dispose();
        _buffer = larger;
    }
}
