using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests;

public sealed class ResourceNotificationTests
{
    private readonly CustomResource _one = new("myResource1");
    private readonly CustomResource _two = new("myResource2");

    [Fact]
    public async Task WatchAsync_sees_every_change_of_every_resource_in_order()
    {
        await using var model = await LiveModel.BuildAsync();
        var seen = TakeAsync(model, 3);

        await model.Notifications.PublishUpdateAsync(_one, With("A"));
        await model.Notifications.PublishUpdateAsync(_two, With("B"));
        await model.Notifications.PublishUpdateAsync(_one, "replica1", With("C"));

        var changes = await seen;
        changes.Select(c => (c.Resource, c.ResourceId, c.Snapshot.Properties.Single().Name))
            .ShouldBe([(_one, "myResource1", "A"), (_two, "myResource2", "B"), (_one, "replica1", "C")]);
        changes.ShouldAllBe(c => c.Snapshot.ResourceType == "CustomResource" && c.Snapshot.HealthStatus == null);
    }

    [Fact]
    public async Task PublishUpdateAsync_nothing_new_reaches_nobody()
    {
        await using var model = await LiveModel.BuildAsync();
        var seen = TakeAsync(model, 2);

        for (var i = 0; i < 3; i++)
        {
            await model.Notifications.PublishUpdateAsync(_one, s => s with
            {
                State = "SomeState",
                Properties = [new("Port", 8080)],
                Urls = [new UrlSnapshot("http", "http://localhost:8080", IsInternal: false)],
            });
        }

        await model.PublishAsync(_one, "SomeOtherState");

        (await seen).Select(c => c.Snapshot.State?.Text).ShouldBe(["SomeState", "SomeOtherState"]);
    }

    [Fact]
    public async Task PublishUpdateAsync_kind_of_the_resource_is_told()
    {
        await using var model = await LiveModel.BuildAsync();
        IResource[] resources = [new ProjectResource("project"), new ContainerResource("container"), new ParameterResource("parameter", _ => "value"), _one];

        foreach (var resource in resources)
            await model.Notifications.PublishUpdateAsync(resource, s => s);

        (await TakeAsync(model, 4)).Select(c => c.Snapshot.ResourceType).ShouldBe(["Project", "Container", "Parameter", "CustomResource"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("myResource1", "SomeState")]
    [InlineData("MYreSouRCe1", "sOmeSTAtE")]
    public async Task WaitForResourceAsync_ends_when_the_state_is_reached_whatever_the_case(string name, string state)
    {
        await using var model = await LiveModel.BuildAsync();
        var waiting = model.Notifications.WaitForResourceAsync(name, state, model.Token);
        waiting.IsCompleted.ShouldBeFalse();

        await model.PublishAsync(_one, "SomeState");

        await waiting;
    }

    [Fact]
    public async Task WaitForResourceAsync_state_that_was_reached_before_ends_it_at_once()
    {
        await using var model = await LiveModel.BuildAsync();
        await model.PublishAsync(_one, "SomeState");

        model.Notifications.WaitForResourceAsync("myResource1", "SomeState").IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task WaitForResourceAsync_without_a_state_waits_until_the_resource_runs()
    {
        await using var model = await LiveModel.BuildAsync();
        var waiting = model.Notifications.WaitForResourceAsync("myResource1", targetState: null, model.Token);
        await model.PublishAsync(_one, KnownResourceStates.Starting);
        waiting.IsCompleted.ShouldBeFalse();

        await model.PublishAsync(_one, KnownResourceStates.Running);

        await waiting;
    }

    [Fact]
    public async Task WaitForResourceAsync_several_states_tells_which_was_reached()
    {
        await using var model = await LiveModel.BuildAsync();
        var waiting = model.Notifications.WaitForResourceAsync("myResource1", ["SomeState", "SomeOtherState"], model.Token);

        await model.PublishAsync(_one, "SomeOtherState");

        (await waiting).ShouldBe("SomeOtherState");
    }

    [Fact]
    public async Task WaitForResourceAsync_given_up_or_the_application_gone_is_cancelled()
    {
        await using var model = await LiveModel.BuildAsync();
        using var cancellation = new CancellationTokenSource();
        var givenUp = model.Notifications.WaitForResourceAsync("myResource1", "SomeState", cancellation.Token);
        var leftAlone = model.Notifications.WaitForResourceAsync("myResource1", "SomeState", CancellationToken.None);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => givenUp);
        leftAlone.IsCompleted.ShouldBeFalse();
        await model.App.DisposeAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => leftAlone);
    }

    [Fact]
    public async Task WaitForResourceHealthyAsync_unknown_name_throws_at_once()
    {
        await using var model = await LiveModel.BuildAsync();

        (await Should.ThrowAsync<DistributedApplicationException>(() => model.Notifications.WaitForResourceHealthyAsync("nobody", model.Token))).Message
            .ShouldBe("Stopped waiting for resource 'nobody' to become healthy because it does not exist in the application model.");
    }

    [Fact]
    public async Task WaitForResourceHealthyAsync_waits_for_the_handlers_of_the_ready_event()
    {
        var handled = new TaskCompletionSource();
        await using var model = await LiveModel.StartAsync(builder =>
            builder.Eventing.Subscribe<ResourceReadyEvent>(builder.AddResource(_one).Resource, (_, _) => handled.Task));
        var waiting = model.Notifications.WaitForResourceHealthyAsync("myResource1", model.Token);

        await model.PublishAsync(_one, KnownResourceStates.Running);
        waiting.IsCompleted.ShouldBeFalse();
        handled.SetResult();

        (await waiting).Snapshot.State?.Text.ShouldBe(KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitForResourceHealthyAsync_handler_that_fails_fails_the_wait()
    {
        await using var model = await LiveModel.StartAsync(builder =>
            builder.Eventing.Subscribe<ResourceReadyEvent>(builder.AddResource(_one).Resource, (_, _) => throw new InvalidOperationException("ResourceReady failed")));

        await model.PublishAsync(_one, KnownResourceStates.Running);

        (await Should.ThrowAsync<InvalidOperationException>(() => model.Notifications.WaitForResourceHealthyAsync("myResource1", model.Token))).Message.ShouldBe("ResourceReady failed");
    }

    [Fact]
    public async Task TryGetCurrentState_finds_by_id_and_by_a_name_that_is_unique()
    {
        await using var model = await LiveModel.BuildAsync();
        await model.Notifications.PublishUpdateAsync(_one, "myResource1-abcdwxyz", With("A"));
        model.Notifications.TryGetCurrentState("myResource1", out var byName).ShouldBeTrue();
        byName!.ResourceId.ShouldBe("myResource1-abcdwxyz");

        await model.Notifications.PublishUpdateAsync(_one, "myResource1-efghwxyz", With("B"));

        model.Notifications.TryGetCurrentState("myResource1", out _).ShouldBeFalse();
        model.Notifications.TryGetCurrentState("myResource1-efghwxyz", out _).ShouldBeTrue();
    }

    private static Func<CustomResourceSnapshot, CustomResourceSnapshot> With(string property) =>
        s => s with { Properties = ImmutableArray.Create(new ResourcePropertySnapshot(property, "value")) };

    private static async Task<IReadOnlyList<ResourceEvent>> TakeAsync(LiveModel model, int count)
    {
        var changes = new List<ResourceEvent>();

        await foreach (var change in model.Notifications.WatchAsync(model.Token))
        {
            changes.Add(change);

            if (changes.Count == count)
                break;
        }

        return changes;
    }
}
