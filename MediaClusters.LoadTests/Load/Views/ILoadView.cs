namespace MediaClusters.LoadTests.Load.Views;

/// <summary>Shows how loads do while they run.</summary>
internal interface ILoadView
{
    /// <summary>Runs the work, and shows the loads until it ends, however it ends.</summary>
    Task ShowAsync(IReadOnlyList<ILoadProgress> loads, Func<Task> work);
}

/// <summary>A load that runs. It may be asked at any time, a few times a second.</summary>
internal interface ILoadProgress
{
    string Name { get; }

    LoadSnapshot Snapshot();
}

/// <param name="WarmingUp">Whether it is not measured yet.</param>
/// <param name="Elapsed">Of this phase.</param>
/// <param name="Total">How long this phase takes.</param>
/// <param name="Succeeded">In this phase.</param>
/// <param name="Failed">In all phases.</param>
/// <param name="P50">In the last whole second, in ms; NaN where nothing ended in it.</param>
/// <param name="P99">In the last whole second, in ms; NaN where nothing ended in it.</param>
internal readonly record struct LoadSnapshot(
    bool WarmingUp, TimeSpan Elapsed, TimeSpan Total, long Succeeded, long Failed, double P50, double P99);
