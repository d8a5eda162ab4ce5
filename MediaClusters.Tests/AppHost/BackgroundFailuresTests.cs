using MediaClusters.AppHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.Tests.AppHost;

public sealed class BackgroundFailuresTests
{
    [Fact]
    public async Task Watch_service_that_fails_is_told_once_the_host_has_stopped()
    {
        using var host = HostOf<Failing>();
        var failed = BackgroundFailures.Watch(host);

        await host.StartAsync();
        await host.WaitForShutdownAsync();

        failed().ShouldBeTrue();
    }

    [Fact]
    public async Task Watch_service_that_is_stopped_has_not_failed()
    {
        using var host = HostOf<Waiting>();
        var failed = BackgroundFailures.Watch(host);

        await host.StartAsync();
        await host.StopAsync();

        failed().ShouldBeFalse();
    }

    private static IHost HostOf<T>()
        where T : class, IHostedService
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddHostedService<T>();
        return builder.Build();
    }

    private sealed class Failing : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("This service fails.");
        }
    }

    private sealed class Waiting : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
