using Microsoft.Extensions.Hosting;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>
/// Stops a host that was not told where a store is, before it listens: it would run and answer errors.
/// <paramref name="connects"/> throws where neither configuration nor another registration says it.
/// </summary>
internal sealed class ConnectionCheck(Func<bool> connects, string name, string variable) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            connects();
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException(
                $"The connection '{name}' is missing: set ConnectionStrings__{name}, or {variable} to a URL.", exception);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
