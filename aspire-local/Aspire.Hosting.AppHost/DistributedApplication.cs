using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _entryPointReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _started;
    private bool _disposed;

    public DistributedApplication(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
    }

    public IServiceProvider Services => _host.Services;

    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>The test starts and stops it; the AppHost's own call of Run only waits for the end.</summary>
    internal bool IsUnderTest { get; init; }

    /// <summary>An AppHost's entry point built it, which may still fail before it runs it.</summary>
    internal bool HasEntryPoint { get; set; }

    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    public void Run() => RunAsync().GetAwaiter().GetResult();

    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (IsUnderTest)
        {
            _entryPointReady.TrySetResult();
            await _ended.Task.WaitAsync(cancellationToken);
            return;
        }

        try
        {
            await StartAsync(cancellationToken);
            await this.WaitForShutdownAsync(cancellationToken);
        }
        catch (DistributedApplicationException e)
        {
            Services.GetRequiredService<HostConsole>().Error(e.Message);
            Environment.ExitCode = 1;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    public virtual Task StartAsync(CancellationToken cancellationToken = default)
    {
        // The AppHost starts it itself.
        if (TestingHooks.Current is not null)
            _entryPointReady.TrySetResult();

        lock (_lock)
            return _started ??= StartCoreAsync(cancellationToken);
    }

    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    public virtual async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return;

            _disposed = true;
        }

        try
        {
            if (_started is not null)
                await _host.StopAsync(CancellationToken.None);

            if (_host is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
            else
                _host.Dispose();
        }
        finally
        {
            _ended.TrySetResult();
            GC.SuppressFinalize(this);
        }
    }

    internal void FailEntryPoint(Exception exception) => _entryPointReady.TrySetException(exception);

    private async Task StartCoreAsync(CancellationToken cancellationToken)
    {
        if (HasEntryPoint)
            await _entryPointReady.Task.WaitAsync(cancellationToken);

        if (Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
        {
            await Services.GetRequiredService<Publisher>().PublishAsync(cancellationToken);
            Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            return;
        }

        if (OperatingSystem.IsWindows())
            throw new DistributedApplicationException("The stand-in in aspire-local/ runs on Linux and macOS: set AspirePackages=true to use Aspire's packages.");

        // Once a host has begun to start it cannot be stopped without its services, so one that cannot be made must fail before.
        _ = Services.GetServices<IHostedService>();
        await _host.StartAsync(cancellationToken);
    }
}
