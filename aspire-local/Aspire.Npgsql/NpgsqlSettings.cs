namespace Aspire.Npgsql;

/// <summary>How a PostgreSQL data source is connected and observed.</summary>
public class NpgsqlSettings
{
    /// <summary>The connection string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check out. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves tracing out. Default: false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Leaves metrics out. Default: false.</summary>
    public bool DisableMetrics { get; set; }
}
