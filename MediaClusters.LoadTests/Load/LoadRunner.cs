using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MediaClusters.LoadTests.Load.Views;

namespace MediaClusters.LoadTests.Load;

/// <summary>Puts loads on services, and shows meanwhile how they do.</summary>
internal sealed class LoadRunner(int seed, ILoadView? view = null)
{
    /// <summary>What is not answered so long after the end has failed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    public async Task<LoadResult> RunAsync(Scenario scenario, LoadShape shape, TimeSpan warmUp, CancellationToken cancellationToken)
        => (await RunAsync([(scenario, shape)], warmUp, cancellationToken))[0];

    /// <summary>Several at once: all warm up, then all are measured, and each ends when its own time is over.</summary>
    /// <exception cref="ArgumentException">A load that cannot be, or two of one name.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and everything stopped.</exception>
    public async Task<IReadOnlyList<LoadResult>> RunAsync(
        IReadOnlyList<(Scenario Scenario, LoadShape Shape)> loads, TimeSpan warmUp, CancellationToken cancellationToken)
    {
        LoadLimits.Check(loads, warmUp);
        var running = loads.Select(load => new RunningLoad(load.Scenario, load.Shape, Callers(load.Scenario, load.Shape))).ToArray();
        try
        {
            if (view is null)
                await RunAsync(running, warmUp, cancellationToken);
            else
                await view.ShowAsync(running, () => RunAsync(running, warmUp, cancellationToken));
            return [.. running.Select(load => load.Result())];
        }
        finally
        {
            foreach (var load in running)
                await load.DisposeAsync();
        }
    }

    private async Task RunAsync(RunningLoad[] running, TimeSpan warmUp, CancellationToken cancellationToken)
    {
        if (warmUp > TimeSpan.Zero)
            await RunPhaseAsync((load, start, abort) => load.WarmUpAsync(warmUp, Grace, start, abort));
        await RunPhaseAsync((load, start, abort) => load.MeasureAsync(Grace, start, abort));

        async Task RunPhaseAsync(Func<RunningLoad, long, CancellationTokenSource, Task> phase)
        {
            using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(running.Select(load => phase(load, start, abort)));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private Caller[] Callers(Scenario scenario, LoadShape shape)
        => [.. Enumerable.Range(0, shape.Connections).Select(index => new Caller(index, RandomOf(scenario.Name, index), new(scenario.Address)))];

    // String.GetHashCode differs from process to process.
    private Random RandomOf(string scenario, int caller)
        => new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {caller} {scenario}"))));
}
