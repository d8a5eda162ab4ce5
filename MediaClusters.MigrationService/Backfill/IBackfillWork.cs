namespace MediaClusters.MigrationService.Backfill;

/// <summary>What <c>backfill</c> does, by its options.</summary>
internal interface IBackfillWork
{
    /// <returns>The exit code.</returns>
    /// <exception cref="BackfillStoppedException">It cannot begin or go on.</exception>
    Task<int> RunAsync(CancellationToken cancellationToken);
}
