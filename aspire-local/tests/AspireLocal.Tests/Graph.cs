using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace AspireLocal.Tests;

/// <summary>The sample AppHost, started in the test's own process.</summary>
internal sealed class Graph : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IDistributedApplicationTestingBuilder _builder;
    private readonly CancellationTokenSource _limit = new(Patience);

    private Graph(IDistributedApplicationTestingBuilder builder, DistributedApplication app)
    {
        _builder = builder;
        App = app;
    }

    public DistributedApplication App { get; }

    public CancellationToken Token => _limit.Token;

    public static async Task<Graph> StartAsync(ITestOutputHelper output, string[] args, Action<IDistributedApplicationTestingBuilder>? configure = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(args, limit.Token);
        builder.Services.AddLogging(l => l.ClearProviders().AddProvider(new OutputLog(output)));
        configure?.Invoke(builder);
        var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        return new Graph(builder, app);
    }

    public IResource Resource(string name) => _builder.Resources.Single(r => r.Name == name);

    public Task<ResourceEvent> HealthyAsync(string resource) => App.ResourceNotifications.WaitForResourceHealthyAsync(resource, Token);

    /// <summary>Sees the state at the time of the call and every later one, so whoever expects a passing one calls before causing it.</summary>
    public Task<ResourceEvent> UntilAsync(string resource, Func<CustomResourceSnapshot, bool> condition) =>
        App.ResourceNotifications.WaitForResourceAsync(resource, e => condition(e.Snapshot), Token);

    /// <summary>What every replica runs as, once all are healthy: before, it may still be the launcher that becomes the service.</summary>
    public async Task<IReadOnlyList<int>> ProcessesAsync(string resource, int replicas)
    {
        var processes = new Dictionary<string, int>(StringComparer.Ordinal);

        await foreach (var change in App.ResourceNotifications.WatchAsync(Token))
        {
            if (change.Resource.Name == resource && change.Snapshot.HealthStatus == HealthStatus.Healthy)
                processes[change.ResourceId] = ProcessOf(change);

            if (processes.Count == replicas)
                break;
        }

        return [.. processes.Values];
    }

    public static int ProcessOf(ResourceEvent change) => (int)change.Snapshot.Properties.Single(p => p.Name == "executable.pid").Value!;

    public async ValueTask DisposeAsync()
    {
        await _builder.DisposeAsync();
        _limit.Dispose();
    }
}
