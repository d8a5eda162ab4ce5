namespace MediaClusters.Persistence.Freshness;

/// <summary>How far the versions are behind the photos, and the database behind the program. For gauges: seldom asked.</summary>
public interface IFreshnessReader
{
    /// <param name="unclusteredAfter">How long a pet may have photos and no version before it counts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<FreshnessReading> ReadAsync(TimeSpan unclusteredAfter, CancellationToken cancellationToken);

    /// <summary>Migrations this program knows and the database has not applied.</summary>
    Task<int> CountPendingMigrationsAsync(CancellationToken cancellationToken);
}

/// <summary>A reading of the versions.</summary>
/// <param name="UnclusteredPets">Pets that have had photos for long and have no version.</param>
/// <param name="NewestVersionAge">Time since the newest version of any pet was written; null when there is none.</param>
public sealed record FreshnessReading(long UnclusteredPets, TimeSpan? NewestVersionAge);
