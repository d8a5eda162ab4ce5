namespace MediaClusters.MigrationService.Samples;

/// <summary>Sample data, in the Development environment only.</summary>
internal sealed class SeedOptions
{
    public const string SectionName = "Seed";

    /// <summary>Whether Development gets the sample pets; default true. No other environment ever does.</summary>
    public bool Enabled { get; set; } = true;
}
