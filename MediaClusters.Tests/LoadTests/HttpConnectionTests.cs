using System.Globalization;
using System.Net.Sockets;
using System.Text;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.Tests.LoadTests;

public sealed class HttpConnectionTests : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));

    public void Dispose() => _patience.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Bodies_are_whole_however_they_are_cut_into_chunks_and_packets(int seed)
    {
        var random = new Random(seed);
        var sent = new Queue<string>();
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            var body = Letters(random, random.Next(3) == 0 ? random.Next(200_000) : random.Next(200));
            lock (sent)
                sent.Enqueue(body);
            var answer = Encoding.Latin1.GetBytes(random.Next(2) == 0
                ? $"HTTP/1.1 200 OK\r\ncontent-LENGTH:{body.Length} \r\nA: b: c\r\n\r\n{body}"
                : $"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n{Chunks(random, body)}");
            for (var at = 0; at < answer.Length;)
            {
                var size = Math.Min(random.Next(4) == 0 ? 1 : 1 + random.Next(at < 200 ? 40 : 30_000), answer.Length - at);
                await stream.WriteAsync(answer.AsMemory(at, size));
                at += size;
                await Task.Yield();
            }
        });
        await using var connection = new HttpConnection(server.Address);

        for (var n = 0; n < 60; n++)
        {
            var answer = await GetAsync(connection, server);
            answer.Status.ShouldBe(200);
            Encoding.Latin1.GetString(answer.Body.Span).ShouldBe(sent.Dequeue(), $"answer {n}");
        }

        server.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 900\r\n\r\n", 304)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0;last\r\nTrailer: x\r\n\r\n", 200)]
    public async Task Answers_without_a_body_leave_the_connection_open(string answer, int status)
    {
        await using var server = ScriptedServer.Answering(answer);
        await using var connection = new HttpConnection(server.Address);

        for (var n = 0; n < 3; n++)
        {
            var got = await GetAsync(connection, server);
            (got.Status, got.Body.Length).ShouldBe((status, 0));
        }

        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task The_answer_to_a_head_has_no_body()
    {
        await using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n");
        await using var connection = new HttpConnection(server.Address);

        (await connection.SendAsync(HttpRequests.Head(server.Address, "/", token: null), _patience.Token)).Body.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    public async Task A_connection_that_the_answer_ends_is_opened_again(string answer)
    {
        await using var server = ScriptedServer.Answering(answer);
        await using var connection = new HttpConnection(server.Address);

        for (var n = 0; n < 3; n++)
            (await GetAsync(connection, server)).Body.Length.ShouldBe(2);

        server.Connections.ShouldBe(3);
    }

    [Fact]
    public async Task A_connection_that_the_server_closed_in_between_is_opened_again()
    {
        var closed = new TaskCompletionSource();
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            await stream.WriteAsync(ScriptedServer.Ok);
            if (closed.Task.IsCompleted)
                return;
            // Sends its end at once.
            ((NetworkStream)stream).Socket.Shutdown(SocketShutdown.Both);
            closed.SetResult();
            throw new EndOfStreamException();
        });
        await using var connection = new HttpConnection(server.Address);

        (await GetAsync(connection, server)).Status.ShouldBe(200);
        await closed.Task.WaitAsync(_patience.Token);
        (await GetAsync(connection, server)).Status.ShouldBe(200);

        server.Connections.ShouldBe(2);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Len", "closed after 28 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "closed after")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "closed after")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "closed after")]
    [InlineData("", "before an answer")]
    [InlineData("SSH-2.0-OpenSSH\r\n", "not an answer of HTTP/1.1: 'SSH-2.0-OpenSSH..'")]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n", "not an answer")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n", "no status")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", "no status")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "'no colon' is no header")]
    [InlineData("HTTP/1.1 200 OK\r\n folded: x\r\n\r\n", "is no header")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "neither how long")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "no length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "no length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", "longer than 134217728")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "two lengths")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "both a length and chunks")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "'gzip' is not known")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "'xyz' is no size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "no size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", "no size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", "longer than 134217728")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n", "does not end after them")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK", "15 bytes follow")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", "protocol that nobody asked for")]
    public async Task An_answer_that_is_none_is_told_and_the_next_one_comes_on_a_new_connection(string answer, string message)
    {
        var asked = 0;
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            var first = Interlocked.Increment(ref asked) == 1;
            await stream.WriteAsync(first ? Encoding.Latin1.GetBytes(answer) : ScriptedServer.Ok);
            if (first)
                throw new EndOfStreamException();
        });
        await using var connection = new HttpConnection(server.Address);

        (await Should.ThrowAsync<IOException>(async () => await GetAsync(connection, server))).Message.ShouldContain(message);

        (await GetAsync(connection, server)).Status.ShouldBe(200);
        server.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task Headers_without_end_are_not_read_to_their_end()
    {
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray());
            while (true)
                await stream.WriteAsync("X: y\r\n"u8.ToArray());
        });
        await using var connection = new HttpConnection(server.Address);

        (await Should.ThrowAsync<IOException>(async () => await GetAsync(connection, server))).Message.ShouldContain("longer than 65536");
    }

    [Fact]
    public async Task After_a_cancelled_request_its_answer_is_not_taken_for_the_next_ones()
    {
        var received = new TaskCompletionSource();
        var late = new TaskCompletionSource();
        await using var server = new ScriptedServer(async (request, stream) =>
        {
            if (request.Contains("/slow", StringComparison.Ordinal))
            {
                received.SetResult();
                await late.Task;
                await stream.WriteAsync("HTTP/1.1 500 Late\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }

            await stream.WriteAsync(ScriptedServer.Ok);
        });
        await using var connection = new HttpConnection(server.Address);
        using var cancelling = new CancellationTokenSource();

        var slow = connection.SendAsync(HttpRequests.Get(server.Address, "/slow", token: null), cancelling.Token).AsTask();
        await received.Task.WaitAsync(_patience.Token);
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => slow);
        late.SetResult();

        (await GetAsync(connection, server)).Status.ShouldBe(200);
        server.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_there_is_told()
    {
        var address = new Uri("http://127.0.0.1:1");
        await using var connection = new HttpConnection(address);

        await Should.ThrowAsync<SocketException>(async () => await connection.SendAsync(HttpRequests.Get(address, "/", token: null), _patience.Token));
    }

    private ValueTask<HttpAnswer> GetAsync(HttpConnection connection, ScriptedServer server)
        => connection.SendAsync(HttpRequests.Get(server.Address, "/", token: null), _patience.Token);

    private static string Letters(Random random, int length) => new([.. Enumerable.Range(0, length).Select(_ => "\r\n0aZ"[random.Next(5)])]);

    private static string Chunks(Random random, string body)
    {
        var chunks = new StringBuilder();
        for (var at = 0; at < body.Length;)
        {
            var size = Math.Min(1 + random.Next(random.Next(2) == 0 ? 3 : 5_000), body.Length - at);
            chunks.Append(size.ToString(random.Next(2) == 0 ? "x" : "X4", CultureInfo.InvariantCulture))
                .Append(random.Next(4) == 0 ? ";name=value" : "").Append("\r\n").Append(body, at, size).Append("\r\n");
            at += size;
        }

        return chunks.Append("0\r\n\r\n").ToString();
    }
}
