namespace MediaClusters.Persistence.Rollout;

/// <summary>The feature flags.</summary>
public static class RolloutFeatures
{
    /// <summary>The worker writes the pet's results as versions to Postgres.</summary>
    public const string PostgresPersistence = "PostgresPersistence";

    /// <summary>The API reads the pet's newest version from Postgres, through the cache.</summary>
    public const string PostgresReads = "PostgresReads";

    internal static readonly string[] All = [PostgresPersistence, PostgresReads];
}
