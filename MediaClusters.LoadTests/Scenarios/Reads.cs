using MediaClusters.LoadTests.Load;

namespace MediaClusters.LoadTests.Scenarios;

/// <summary>Whether a body is what one of the things that are asked for has to be answered with.</summary>
internal delegate bool BodyCheck(int index, ReadOnlySpan<byte> body);

/// <summary>
/// One request after the other for one of many things, each request made the first time it is needed. Status and body are
/// looked at, cheaply: what the caller takes the service does not get.
/// </summary>
internal sealed class Reads(Uri address, int count, Func<int, byte[]> request, int status, BodyCheck isRight)
{
    private readonly byte[]?[] _requests = new byte[count][];

    public Scenario Scenario(string name, Func<Random, int> pick) => new(name, address, (caller, cancellationToken) => AskAsync(caller, pick(caller.Random), cancellationToken));

    /// <summary>Everything in turn, whoever asks.</summary>
    /// <param name="name">The scenario's.</param>
    /// <param name="before">Awaited before each round.</param>
    public Scenario InTurn(string name, Func<Task> before)
    {
        var turn = -1L;
        return new(name, address, async (caller, cancellationToken) =>
        {
            var index = (int)(Interlocked.Increment(ref turn) % count);
            if (index == 0)
                await before();
            return await AskAsync(caller, index, cancellationToken);
        });
    }

    public async ValueTask<string?> AskAsync(Caller caller, int index, CancellationToken cancellationToken)
    {
        var answer = await caller.Http.SendAsync(_requests[index] ??= request(index), cancellationToken);
        return answer.Status == status && isRight(index, answer.Body.Span) ? null : Describe(answer);
    }

    internal static string Describe(HttpAnswer answer)
    {
        var body = System.Text.Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(200, answer.Body.Length)]);
        return $"{answer.Status} with {answer.Body.Length} bytes: {body}";
    }
}
