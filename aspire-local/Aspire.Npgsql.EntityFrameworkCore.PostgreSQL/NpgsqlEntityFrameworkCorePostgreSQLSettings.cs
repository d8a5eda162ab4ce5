namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

/// <summary>How a <see cref="Microsoft.EntityFrameworkCore.DbContext"/> on PostgreSQL is connected and observed.</summary>
public class NpgsqlEntityFrameworkCorePostgreSQLSettings
{
    /// <summary>The connection string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Does not retry failed commands. Default: false.</summary>
    public bool DisableRetry { get; set; }

    /// <summary>Leaves the health check out. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves tracing out. Default: false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Leaves metrics out. Default: false.</summary>
    public bool DisableMetrics { get; set; }

    /// <summary>Seconds a command may take; null keeps the provider's default.</summary>
    public int? CommandTimeout { get; set; }
}
