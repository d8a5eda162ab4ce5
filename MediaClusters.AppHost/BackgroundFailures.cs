using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.AppHost;

/// <summary>
/// .NET's host stops when one of its background services fails, and then ends as if all was well. Aspire publishes in
/// such a service: who published has to learn of it.
/// </summary>
public static class BackgroundFailures
{
    /// <returns>Tells, once the host has stopped, whether a background service of it had failed.</returns>
    public static Func<bool> Watch(IHost host)
    {
        var failed = false;
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() =>
            failed = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(s => s.ExecuteTask is { IsFaulted: true }));
        return () => failed;
    }
}
