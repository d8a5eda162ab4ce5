namespace MediaClusters.Persistence.Rollout;

/// <summary>How far the rollout has come; docs/rollout.md tells the steps.</summary>
/// <param name="PostgresPersistence">Percentage of pets whose results are written to Postgres; default 100.</param>
/// <param name="PostgresReads">Percentage of pets that are read from Postgres; default 100.</param>
/// <param name="KeepLegacyState">Whether the stub's state in Redis is kept up for every pet, so that there is a way back; default false.</param>
public sealed record RolloutSettings(decimal PostgresPersistence, decimal PostgresReads, bool KeepLegacyState)
{
    public const string SectionName = "Rollout";

    public static readonly RolloutSettings Default = new(PostgresPersistence: 100, PostgresReads: 100, KeepLegacyState: false);

    /// <summary>Nobody reads or writes the stub's states any more.</summary>
    public bool IsOver { get; } = PostgresPersistence == 100 && PostgresReads == 100 && !KeepLegacyState;

    public decimal Percentage(string feature) => feature switch
    {
        RolloutFeatures.PostgresPersistence => PostgresPersistence,
        RolloutFeatures.PostgresReads => PostgresReads,
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "No such feature."),
    };
}
