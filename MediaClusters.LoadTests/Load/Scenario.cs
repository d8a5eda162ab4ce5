namespace MediaClusters.LoadTests.Load;

/// <summary>
/// What callers do again and again. A step is one measured piece of work: one request, or several where what is waited
/// for takes several. It returns what was wrong, or null.
/// </summary>
internal sealed record Scenario(string Name, Uri Address, Func<Caller, CancellationToken, ValueTask<string?>> Step);

/// <summary>One of the callers a scenario has at the same time. Its connection and its randomness are its own.</summary>
internal sealed class Caller(int index, Random random, HttpConnection http)
{
    public int Index => index;

    public Random Random => random;

    public HttpConnection Http => http;
}
