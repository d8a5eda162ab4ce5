using Microsoft.Extensions.Hosting;

namespace Aspire.StackExchange.Redis;

/// <summary>Lets further packages add to a Redis client's registration.</summary>
public sealed class AspireRedisClientBuilder(IHostApplicationBuilder hostBuilder, StackExchangeRedisSettings settings, string? serviceKey)
{
    /// <summary>The application the client is registered with.</summary>
    public IHostApplicationBuilder HostBuilder { get; } = hostBuilder ?? throw new ArgumentNullException(nameof(hostBuilder));

    /// <summary>The client's settings.</summary>
    public StackExchangeRedisSettings Settings { get; } = settings;

    /// <summary>The key of the registered connection, null for the unkeyed one.</summary>
    public string? ServiceKey { get; } = serviceKey;
}
