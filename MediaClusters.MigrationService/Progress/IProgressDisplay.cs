namespace MediaClusters.MigrationService.Progress;

/// <summary>Shows how far long work has come.</summary>
internal interface IProgressDisplay
{
    /// <summary>Runs the work, which reports as it goes, and shows the last report at its end, however it ends.</summary>
    /// <param name="title">What is done, for people.</param>
    /// <param name="work">Reports through what it is given.</param>
    Task ShowAsync(string title, Func<IProgress<WorkProgress>, Task> work);
}

/// <param name="Done">How much of it is done, the part before an interruption included.</param>
/// <param name="Total">How much there is, as far as that is known.</param>
/// <param name="Details">Further counts by name.</param>
internal sealed record WorkProgress(long Done, long? Total, IReadOnlyList<(string Name, long Count)> Details)
{
    public override string ToString() => string.Join(", ", Details.Select(detail => $"{detail.Count} {detail.Name}"));
}
