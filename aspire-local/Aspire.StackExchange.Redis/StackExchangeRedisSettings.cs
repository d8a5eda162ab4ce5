namespace Aspire.StackExchange.Redis;

/// <summary>How a Redis server is connected and observed.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The comma-separated configuration string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check out. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves tracing out. Default: false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Connects on first use instead of at start. Default: true.</summary>
    public bool DisableAutoActivation { get; set; } = true;
}
