using System.Diagnostics;
using MediaClusters.LoadTests.Load;

namespace MediaClusters.LoadTests.Queue;

/// <summary>What so many jobs cost, 16 at a time, claims apart from the rest.</summary>
internal sealed record ClaimLoad(string Name, LatencyHistogram Claims, LatencyHistogram LastClaims, int Jobs)
{
    public const int Count = 16;

    /// <param name="name">Of the load.</param>
    /// <param name="jobs">How many jobs are to be done.</param>
    /// <param name="claim">Claims up to 16.</param>
    /// <param name="complete">Completes them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ClaimLoad> RunAsync(
        string name, int jobs, Func<Task<Guid[]>> claim, Func<Guid[], Task> complete, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{name}: {jobs:N0} jobs");
        var (claims, last) = (new LatencyHistogram(), new LatencyHistogram());
        var done = 0;
        while (done < jobs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sent = Stopwatch.GetTimestamp();
            var ids = await claim();
            var took = Stopwatch.GetElapsedTime(sent);
            if (ids.Length == 0)
                throw new InvalidOperationException($"{name}: nothing to claim after {done} of {jobs} jobs.");
            claims.Record(took);
            if (done >= jobs * 9L / 10)
                last.Record(took);
            await complete(ids);
            done += ids.Length;
        }

        return new(name, claims, last, done);
    }
}
