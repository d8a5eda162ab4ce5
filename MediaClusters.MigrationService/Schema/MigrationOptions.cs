using System.ComponentModel.DataAnnotations;

namespace MediaClusters.MigrationService.Schema;

/// <summary>How the migrations meet the database.</summary>
internal sealed class MigrationOptions
{
    public const string SectionName = "Migrations";

    /// <summary>How long a database that is still starting is waited for; default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:30:00")]
    public TimeSpan WaitForDatabase { get; set; } = TimeSpan.FromSeconds(60);
}
