namespace MediaClusters.LoadTests.Load;

/// <summary>
/// One HTTP/1.1 connection that sends a request made beforehand and reads the answer, at a fraction of an HttpClient's cost:
/// callers and service share the processors, and what the caller takes the service does not get.
/// </summary>
internal sealed class HttpConnection : IAsyncDisposable
{
    /// <summary>Sends a whole request, header and body, and reads the whole answer. A connection that was closed is opened again for the next one.</summary>
    public ValueTask<HttpAnswer> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}

/// <param name="Status">Such as 200.</param>
/// <param name="Body">Valid until the connection's next request.</param>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body);
