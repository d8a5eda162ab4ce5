using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace MediaClusters.ServiceDefaults.Data;

internal static class CacheConnectionExtensions
{
    /// <summary>Puts <see cref="CacheConnections"/> in front of the connection that was registered, which it makes by the same means.</summary>
    public static void AddCacheConnections(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var registered = services.LastOrDefault(service => service.ServiceType == typeof(IConnectionMultiplexer) && !service.IsKeyedService);
        if (registered?.ImplementationFactory is not { } connect)
            throw new InvalidOperationException("The connection to Redis is registered in a way that cannot be repeated.");

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new CacheConnections(
            () => (IConnectionMultiplexer)connect(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CacheConnections>>()));
        services.AddHostedService(provider => provider.GetRequiredService<CacheConnections>());
        services[services.IndexOf(registered)] = ServiceDescriptor.Singleton(provider => CacheConnectionProxy.Create(provider.GetRequiredService<CacheConnections>()));

        // For whoever asks often.
        services.AddSingleton<Func<IConnectionMultiplexer>>(provider => provider.GetRequiredService<CacheConnections>().GetCurrent);
    }
}
