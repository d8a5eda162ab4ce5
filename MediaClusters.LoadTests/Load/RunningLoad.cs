using MediaClusters.LoadTests.Load.Views;

namespace MediaClusters.LoadTests.Load;

/// <summary>A scenario under its load, from the warm-up to the result, on the same connections.</summary>
internal sealed class RunningLoad(Scenario scenario, LoadShape shape, IReadOnlyList<Caller> callers) : ILoadProgress, IAsyncDisposable
{
    private LoadPhase? _warmUp;
    private LoadPhase? _measured;
    private TimeSpan _elapsed;

    public string Name => scenario.Name;

    public Task WarmUpAsync(TimeSpan duration, TimeSpan grace, long start, CancellationTokenSource abort)
    {
        LoadShape gentle = shape switch
        {
            // A ramp may begin with nothing.
            LoadShape.Arrivals ramp => LoadShape.Arrivals.Constant((ramp.From + ramp.To) / 2, ramp.Connections, duration),
            _ => shape with { Duration = duration },
        };
        _warmUp = new(scenario, gentle, callers, grace, start);
        return _warmUp.RunAsync(abort);
    }

    public async Task MeasureAsync(TimeSpan grace, long start, CancellationTokenSource abort)
    {
        _measured = new(scenario, shape, callers, grace, start);
        _elapsed = await _measured.RunAsync(abort);
    }

    public LoadResult Result()
    {
        var measured = _measured ?? throw new InvalidOperationException($"{Name} was not measured.");
        return new(
            Name, shape, _elapsed, measured.Timeline.Merge(), measured.Failed + (_warmUp?.Failed ?? 0),
            _warmUp?.FirstFailure ?? measured.FirstFailure, measured.Timeline.Describe());
    }

    public LoadSnapshot Snapshot()
    {
        var phase = _measured ?? _warmUp;
        if (phase is null)
            return new(WarmingUp: true, TimeSpan.Zero, shape.Duration, 0, 0, double.NaN, double.NaN);
        var elapsed = phase.Elapsed;
        var last = phase.Timeline.Find((int)elapsed.TotalSeconds - 1);
        return new(
            phase == _warmUp, elapsed < phase.Shape.Duration ? elapsed : phase.Shape.Duration, phase.Shape.Duration,
            phase.Succeeded, phase.Failed + (phase == _warmUp ? 0 : _warmUp?.Failed ?? 0), last?.P50 ?? double.NaN, last?.P99 ?? double.NaN);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in callers)
            await caller.Http.DisposeAsync();
    }
}
