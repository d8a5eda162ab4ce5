using Microsoft.Extensions.Configuration;

namespace MediaClusters.AppHost.Publishing;

/// <summary>Whether the deployed services use a Redis that somebody else runs.</summary>
internal static class ManagedCache
{
    public const string Key = "managed-cache";

    public static bool IsWanted(IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsPublishMode && builder.Configuration.GetValue(Key, defaultValue: false);

    /// <summary>
    /// Deployed, it keeps nothing on disk: a Redis that comes back with yesterday's keys would serve yesterday's
    /// versions. When it is full it drops what was used longest ago. The shell gives way to it, so that the signal to
    /// stop reaches it.
    /// </summary>
    public static IResourceBuilder<RedisResource> AsCacheOnly(this IResourceBuilder<RedisResource> cache, int maxMemoryMegabytes) =>
        cache.WithArgs(context =>
        {
            if (!cache.ApplicationBuilder.ExecutionContext.IsPublishMode)
                return;

            if (context.Args is not [.., string command] || !command.StartsWith("redis-server", StringComparison.Ordinal))
                throw new DistributedApplicationException($"{cache.Resource.Name} is not started the way this AppHost knows, by a shell with one line: it would keep data on disk.");

            context.Args[^1] = $"exec {command} --save '' --appendonly no --maxmemory {maxMemoryMegabytes}mb --maxmemory-policy allkeys-lru";
        });
}
