using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AspireLocal.Tests;

/// <summary>A graph the test describes itself, started.</summary>
internal sealed class LiveModel : IAsyncDisposable
{
    private readonly IDistributedApplicationTestingBuilder _builder;
    private readonly CancellationTokenSource _limit = new(Graph.Patience);

    private LiveModel(IDistributedApplicationTestingBuilder builder, DistributedApplication app)
    {
        _builder = builder;
        App = app;
    }

    public DistributedApplication App { get; }

    public ResourceNotificationService Notifications => App.ResourceNotifications;

    public CancellationToken Token => _limit.Token;

    public static async Task<LiveModel> StartAsync(Action<IDistributedApplicationTestingBuilder> describe)
    {
        var model = await BuildAsync(describe);
        await model.App.StartAsync(model.Token);
        return model;
    }

    /// <summary>Not started yet.</summary>
    public static async Task<LiveModel> BuildAsync(Action<IDistributedApplicationTestingBuilder>? describe = null)
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        describe?.Invoke(builder);
        return new LiveModel(builder, await builder.BuildAsync());
    }

    public Task PublishAsync(IResource resource, string state, int? exitCode = null) =>
        Notifications.PublishUpdateAsync(resource, s => s with { State = state, ExitCode = exitCode });

    public Task<ResourceEvent> UntilAsync(string resource, string state) =>
        Notifications.WaitForResourceAsync(resource, e => e.Snapshot.State?.Text == state, Token);

    /// <summary>The first line of a resource's log that contains the text.</summary>
    public async Task<string> LineAsync(string resource, string text)
    {
        Notifications.TryGetCurrentState(resource, out var instance).ShouldBeTrue();

        await foreach (var lines in App.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(instance!.ResourceId).WithCancellation(Token))
        {
            if (lines.Select(l => l.Content).FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line)
                return line;
        }

        throw new InvalidOperationException($"{resource} did not write '{text}'.");
    }

    public async ValueTask DisposeAsync()
    {
        await _builder.DisposeAsync();
        _limit.Dispose();
    }
}
