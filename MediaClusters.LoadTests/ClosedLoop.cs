using System.Diagnostics;

namespace MediaClusters.LoadTests;

/// <summary>
/// A fixed number of callers, each sending its next request when it has the previous answer. It finds the rate at which
/// the service is saturated; waiting times under a given rate need an open loop.
/// </summary>
/// <remarks>
/// Stands for the package NBomber where it cannot be restored. To take its place, a <see cref="Scenario"/> becomes NBomber's
/// <c>Scenario.Create(name, step)</c> with <see cref="SendAsync"/> as the step (<c>Response.Ok</c> or <c>Response.Fail</c>),
/// <see cref="RunAsync"/> becomes <c>WithWarmUpDuration</c> and <c>Simulation.KeepConstant(copies: connections, during: duration)</c>,
/// and <see cref="Measurement"/> what <c>NBomberRunner.RegisterScenarios(…).Run()</c> returns.
/// </remarks>
internal sealed class ClosedLoop(HttpClient api, int connections, int seed)
{
    // What is still unanswered this long after the end counts as failed.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public async Task<Measurement> RunAsync(Scenario scenario, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(duration + Grace);

        var started = Stopwatch.GetTimestamp();
        var callers = await Task.WhenAll(Enumerable.Range(0, connections).Select(
            caller => Task.Run(() => CallAsync(scenario, new Random((seed * connections) + caller), started, duration, deadline.Token), cancellationToken)));
        var elapsed = Stopwatch.GetElapsedTime(started);

        cancellationToken.ThrowIfCancellationRequested();
        return Measurement.Of(scenario.Name, elapsed, callers);
    }

    private async Task<Tally> CallAsync(Scenario scenario, Random random, long started, TimeSpan duration, CancellationToken cancellationToken)
    {
        var tally = new Tally([], []);
        var buffer = new byte[32 * 1024];
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var target = scenario.Targets[random.Next(scenario.Targets.Count)];
            var sent = Stopwatch.GetTimestamp();
            if (await SendAsync(target, buffer, cancellationToken) is { } failure)
                tally.Failures.Add(failure);
            else
                tally.Milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return tally;
    }

    /// <returns>What was wrong with the answer, or null.</returns>
    private async Task<string?> SendAsync(Target target, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, target.Address);
            if (target.IfNoneMatch is not null)
                request.Headers.IfNoneMatch.Add(target.IfNoneMatch);

            using var response = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var length = await ReadAsync(response.Content, buffer, cancellationToken);
            if (response.StatusCode != target.Expected)
                return $"{target.Address}: {(int)response.StatusCode} instead of {(int)target.Expected}";
            return target.Length is { } expected && expected != length ? $"{target.Address}: {length} bytes instead of {expected}" : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return $"{target.Address}: {e.GetType().Name}: {e.Message}";
        }
    }

    private static async Task<long> ReadAsync(HttpContent content, byte[] buffer, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var length = 0L;
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            length += read;

        return length;
    }
}
