using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireLocal.Tests;

/// <summary>Commands, logs and events of resources.</summary>
public sealed class ResourceServicesTests
{
    private readonly CustomResource _resource = new("myResource");

    [Fact]
    public async Task ExecuteCommandAsync_unknown_resource_fails()
    {
        await using var model = await LiveModel.StartAsync(builder => builder.AddResource(_resource));

        var result = await model.App.ResourceCommands.ExecuteCommandAsync("NotFoundResourceId", KnownResourceCommands.StopCommand, model.Token);

        (result.Success, result.Message).ShouldBe((false, "Resource 'NotFoundResourceId' not found."));
    }

    [Fact]
    public async Task ExecuteCommandAsync_unknown_command_fails_and_names_the_resource()
    {
        await using var model = await LiveModel.StartAsync(builder => builder.AddResource(_resource));

        var result = await model.App.ResourceCommands.ExecuteCommandAsync(_resource, "NotFound", model.Token);

        (result.Success, result.Message).ShouldBe((false, "Command 'NotFound' not available for resource 'myResource'."));
    }

    [Fact]
    public async Task ExecuteCommandAsync_replicas_are_all_meant_by_the_resource_and_none_by_its_name()
    {
        ProjectResource? project = null;
        await using var model = await LiveModel.StartAsync(builder => project = builder.AddPlainProject("web").WithReplicas(2).Resource);
        var ids = new List<string>();

        await foreach (var change in model.Notifications.WatchAsync(model.Token))
        {
            ids.Add(change.ResourceId);

            if (ids.Distinct(StringComparer.Ordinal).Count() == 2)
                break;
        }

        var byResource = await model.App.ResourceCommands.ExecuteCommandAsync(project!, "NotFound", model.Token);
        byResource.Success.ShouldBeFalse();
        ids.ShouldAllBe(id => byResource.Message!.Contains($"'{id}'", StringComparison.Ordinal));
        (await model.App.ResourceCommands.ExecuteCommandAsync("web", KnownResourceCommands.StopCommand, model.Token)).Message.ShouldBe("Resource 'web' not found.");
        (await model.App.ResourceCommands.ExecuteCommandAsync(project!, KnownResourceCommands.StopCommand, model.Token)).Success.ShouldBeTrue();
    }

    [Fact]
    public async Task ResourceLogger_lines_reach_who_watched_before_and_who_watches_later()
    {
        await using var model = await LiveModel.BuildAsync();
        var logs = model.App.Services.GetRequiredService<ResourceLoggerService>();
        var before = ReadAsync(logs.WatchAsync(_resource), 2);

        logs.GetLogger(_resource).LogInformation("Hello, world!");
        logs.GetLogger(_resource).LogError("Hello, error!");

        foreach (var lines in (IReadOnlyList<LogLine>[])[await before, await ReadAsync(logs.WatchAsync(_resource), 2)])
            lines.Select(l => (l.LineNumber, l.Content, l.IsErrorMessage)).ShouldBe([(1, "Hello, world!", false), (2, "Hello, error!", true)]);
    }

    [Fact]
    public async Task ResourceLogger_line_about_a_resource_is_in_the_log_of_every_replica()
    {
        await using var model = await LiveModel.BuildAsync();
        var logs = model.App.Services.GetRequiredService<ResourceLoggerService>();
        var replicated = new ProjectResource("web");
        replicated.Annotations.Add(new ReplicaAnnotation(2));

        logs.GetLogger(replicated).LogInformation("Hello, world!");

        (await ReadAsync(logs.WatchAsync(replicated), 2)).ShouldAllBe(l => l.Content == "Hello, world!");
    }

    [Fact]
    public async Task ResourceLogger_watching_ends_with_the_application()
    {
        await using var model = await LiveModel.BuildAsync();
        var logs = model.App.Services.GetRequiredService<ResourceLoggerService>();
        var known = ReadAsync(logs.WatchAsync(_resource), int.MaxValue);
        var unknown = ReadAsync(logs.WatchAsync("nonexistent"), int.MaxValue);
        logs.GetLogger(_resource).LogInformation("Hello, world!");

        await model.App.DisposeAsync();

        (await known).ShouldHaveSingleItem().Content.ShouldBe("Hello, world!");
        (await unknown).ShouldBeEmpty();
    }

    [Fact]
    public async Task PublishAsync_handlers_are_called_one_after_the_other()
    {
        await using var builder = Model.Create();
        var first = new TaskCompletionSource();
        var called = 0;
        builder.Eventing.Subscribe<TestEvent>((_, _) =>
        {
            called++;
            return first.Task;
        });
        builder.Eventing.Subscribe<TestEvent>((_, _) =>
        {
            called++;
            return Task.CompletedTask;
        });

        var publishing = builder.Eventing.PublishAsync(new TestEvent());
        called.ShouldBe(1);
        first.SetResult();
        await publishing;

        called.ShouldBe(2);
    }

    [Fact]
    public async Task Subscribe_to_one_resource_hears_of_that_one_alone()
    {
        await using var model = await LiveModel.BuildAsync();
        var eventing = model.App.Services.GetRequiredService<IDistributedApplicationEventing>();
        var heard = new List<ResourceStoppedEvent>();
        eventing.Subscribe<ResourceStoppedEvent>(_resource, (e, _) =>
        {
            heard.Add(e);
            return Task.CompletedTask;
        });

        foreach (var resource in (IResource[])[new CustomResource("other"), _resource])
            await eventing.PublishAsync(new ResourceStoppedEvent(resource, model.App.Services, new ResourceEvent(resource, resource.Name, new CustomResourceSnapshot { ResourceType = "Test", Properties = [] })), model.Token);

        var stopped = heard.ShouldHaveSingleItem();
        stopped.Resource.ShouldBeSameAs(_resource);
        stopped.ResourceEvent.Resource.ShouldBeSameAs(_resource);
    }

    [Fact]
    public async Task Subscribe_to_a_type_no_event_can_be_of_is_refused()
    {
        await using var builder = Model.Create();

        Should.Throw<ArgumentException>(() => builder.Eventing.Subscribe<IDistributedApplicationEvent>((_, _) => Task.CompletedTask)).Message.ShouldContain("IDistributedApplicationEvent");
        Should.Throw<ArgumentException>(() => builder.Eventing.Subscribe<AbstractEvent>((_, _) => Task.CompletedTask));
        Should.Throw<ArgumentException>(() => builder.Eventing.Subscribe<IDistributedApplicationResourceEvent>(_resource, (_, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task Eventing_of_the_builder_is_the_applications()
    {
        await using var builder = Model.Create();
        var app = await builder.BuildAsync();

        app.Services.GetRequiredService<IDistributedApplicationEventing>().ShouldBeSameAs(builder.Eventing);
    }

    private static async Task<IReadOnlyList<LogLine>> ReadAsync(IAsyncEnumerable<IReadOnlyList<LogLine>> log, int count)
    {
        var lines = new List<LogLine>();

        await foreach (var batch in log)
        {
            lines.AddRange(batch);

            if (lines.Count >= count)
                break;
        }

        return lines;
    }

    private sealed class TestEvent : IDistributedApplicationEvent;

    private abstract class AbstractEvent : IDistributedApplicationEvent;
}
