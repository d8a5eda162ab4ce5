namespace MediaClusters.LoadTests.Load;

/// <summary>Puts loads on services, and shows meanwhile how they do.</summary>
internal sealed class LoadRunner(int seed)
{
    public async Task<LoadResult> RunAsync(Scenario scenario, LoadShape shape, TimeSpan warmUp, CancellationToken cancellationToken)
        => (await RunAsync([(scenario, shape)], warmUp, cancellationToken))[0];

    /// <summary>Several at once: all warm up, then all are measured, and each ends when its own time is over.</summary>
    public Task<IReadOnlyList<LoadResult>> RunAsync(
        IReadOnlyList<(Scenario Scenario, LoadShape Shape)> loads, TimeSpan warmUp, CancellationToken cancellationToken) => throw new NotSupportedException($"{seed}");
}
