using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests;

public sealed class WaitForTests
{
    private const string Waiter = "waiter";
    private readonly CustomResource _dependency = new("dependency");

    [Fact]
    public async Task WaitFor_itself_is_refused()
    {
        await using var builder = Model.Create();
        var resource = builder.AddResource(_dependency);

        Should.Throw<DistributedApplicationException>(() => resource.WaitFor(resource)).Message.ShouldBe("The 'dependency' resource cannot wait for itself.");
        Should.Throw<DistributedApplicationException>(() => resource.WaitForCompletion(resource)).Message.ShouldBe("The 'dependency' resource cannot wait for itself.");
    }

    [Fact]
    public async Task WaitFor_its_parent_is_refused()
    {
        await using var builder = Model.Create();
        var parent = builder.AddResource(_dependency);
        var part = builder.AddResource(new CustomPart("part", _dependency));

        Should.Throw<DistributedApplicationException>(() => part.WaitFor(parent)).Message.ShouldBe("The 'part' resource cannot wait for its parent 'dependency'.");
        Should.Throw<DistributedApplicationException>(() => part.WaitForCompletion(parent)).Message.ShouldBe("The 'part' resource cannot wait for its parent 'dependency'.");
    }

    [Fact]
    public async Task WaitFor_part_of_a_server_waits_for_the_server_too()
    {
        await using var builder = Model.Create();
        builder.AddResource(_dependency);
        var part = builder.AddResource(new CustomPart("part", _dependency));

        var waiter = builder.AddPlainProject(Waiter).WaitFor(part);

        var waits = waiter.Resource.Annotations.OfType<WaitAnnotation>().ToList();
        waits.Select(w => w.Resource).ShouldBe([_dependency, part.Resource]);
        waits.ShouldAllBe(w => w.WaitType == WaitType.WaitUntilHealthy);
    }

    [Fact]
    public async Task WaitFor_holds_back_until_the_dependency_runs()
    {
        await using var model = await StartAsync((waiter, dependency) => waiter.WaitFor(dependency));

        await model.UntilAsync(Waiter, KnownResourceStates.Waiting);
        await model.PublishAsync(_dependency, KnownResourceStates.Running);

        await model.UntilAsync(Waiter, KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitFor_parameter_and_connection_string_holds_nothing_back()
    {
        await using var model = await LiveModel.StartAsync(builder =>
        {
            builder.Configuration["ConnectionStrings:outside"] = "value";
            builder.AddRedis(Waiter).WaitFor(builder.AddConnectionString("outside")).WaitFor(builder.AddParameter("parameter", "value"));
        });

        await model.UntilAsync(Waiter, KnownResourceStates.Running);
    }

    [Theory]
    [InlineData("Exited")]
    [InlineData("FailedToStart")]
    [InlineData("Finished")]
    public async Task WaitFor_dependency_that_ends_before_it_ran_fails_the_waiter(string state)
    {
        await using var model = await StartAsync((waiter, dependency) => waiter.WaitFor(dependency));

        await model.UntilAsync(Waiter, KnownResourceStates.Waiting);
        await model.PublishAsync(_dependency, state, exitCode: state == "Finished" ? 0 : null);

        await model.UntilAsync(Waiter, KnownResourceStates.FailedToStart);
        await model.LineAsync(Waiter, "Resource 'waiter' stopped waiting for dependency resource 'dependency' because it");
    }

    [Fact]
    public async Task StartAsync_resource_that_cannot_be_started_fails_its_waiters_and_not_the_call()
    {
        await using var model = await LiveModel.StartAsync(builder =>
        {
            // This test's own assembly was built without a reference to the project.
            var failing = builder.AddPlainProject("failing");
            builder.AddRedis(Waiter).WaitFor(failing);
            builder.AddPlainProject("next").WaitFor(failing);
        });

        await model.UntilAsync("failing", KnownResourceStates.FailedToStart);
        await model.UntilAsync(Waiter, KnownResourceStates.FailedToStart);
        await model.UntilAsync("next", KnownResourceStates.FailedToStart);
        (await Should.ThrowAsync<DistributedApplicationException>(() => model.Notifications.WaitForResourceHealthyAsync(Waiter, model.Token))).Message
            .ShouldStartWith("Stopped waiting for resource 'waiter' to become healthy because it failed to start.");
    }

    [Fact]
    public async Task WaitFor_handler_of_the_ready_event_that_fails_fails_the_waiter()
    {
        var handled = new TaskCompletionSource();
        await using var model = await LiveModel.StartAsync(builder =>
        {
            builder.AddRedis(Waiter).WaitFor(builder.AddResource(_dependency));
            builder.Eventing.Subscribe<ResourceReadyEvent>(_dependency, (_, _) => handled.Task);
        });

        await model.UntilAsync(Waiter, KnownResourceStates.Waiting);
        await model.PublishAsync(_dependency, KnownResourceStates.Running);
        handled.SetException(new InvalidOperationException("The resource ready event failed!"));

        await model.UntilAsync(Waiter, KnownResourceStates.FailedToStart);
        await model.LineAsync(Waiter, "The resource ready event failed!");
    }

    [Fact]
    public async Task WaitFor_replicas_waits_for_every_one()
    {
        var replicated = new ContainerResource("replicated");
        await using var model = await LiveModel.StartAsync(builder =>
            builder.AddRedis(Waiter).WaitFor(builder.AddResource(replicated).WithAnnotation(new ReplicaAnnotation(2))));
        var ids = await ReplicasAsync(model, replicated);

        await model.Notifications.PublishUpdateAsync(replicated, ids[0], s => s with { State = KnownResourceStates.Running });
        await model.Notifications.WaitForResourceAsync("replicated", e => e.ResourceId == ids[0] && e.Snapshot.HealthStatus is not null, model.Token);
        (await model.UntilAsync(Waiter, KnownResourceStates.Waiting)).ShouldNotBeNull();
        await model.Notifications.PublishUpdateAsync(replicated, ids[1], s => s with { State = KnownResourceStates.Running });

        await model.UntilAsync(Waiter, KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitForCompletion_goes_on_when_the_dependency_has_ended_well()
    {
        await using var model = await StartAsync((waiter, dependency) => waiter.WaitForCompletion(dependency));

        await model.UntilAsync(Waiter, KnownResourceStates.Waiting);
        await model.PublishAsync(_dependency, KnownResourceStates.Finished, exitCode: 0);

        await model.UntilAsync(Waiter, KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitForCompletion_other_exit_code_than_expected_fails_the_waiter()
    {
        await using var model = await StartAsync((waiter, dependency) => waiter.WaitForCompletion(dependency, exitCode: 2));

        await model.UntilAsync(Waiter, KnownResourceStates.Waiting);
        await model.PublishAsync(_dependency, KnownResourceStates.Finished, exitCode: 3);

        await model.UntilAsync(Waiter, KnownResourceStates.FailedToStart);
        await model.LineAsync(Waiter, "because it entered the 'Finished' state with exit code '3', expected '2'.");
    }

    [Fact]
    public async Task WaitForCompletion_dependency_that_ends_without_an_exit_code_has_completed()
    {
        await using var model = await StartAsync((waiter, dependency) => waiter.WaitForCompletion(dependency));

        await model.UntilAsync(Waiter, KnownResourceStates.Waiting);
        await model.PublishAsync(_dependency, KnownResourceStates.Finished);

        await model.UntilAsync(Waiter, KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitForCompletion_dependency_that_fails_to_start_fails_the_waiter()
    {
        await using var model = await StartAsync((waiter, dependency) => waiter.WaitForCompletion(dependency));

        await model.UntilAsync(Waiter, KnownResourceStates.Waiting);
        await model.PublishAsync(_dependency, KnownResourceStates.FailedToStart);

        await model.UntilAsync(Waiter, KnownResourceStates.FailedToStart);
        await model.LineAsync(Waiter, "Resource 'waiter' stopped waiting for dependency resource 'dependency' because it failed to start.");
    }

    [Fact]
    public async Task WaitForCompletion_replicas_waits_for_every_one()
    {
        var replicated = new ContainerResource("replicated");
        await using var model = await LiveModel.StartAsync(builder =>
            builder.AddRedis(Waiter).WaitForCompletion(builder.AddResource(replicated).WithAnnotation(new ReplicaAnnotation(2))));
        var ids = await ReplicasAsync(model, replicated);

        await model.Notifications.PublishUpdateAsync(replicated, ids[0], s => s with { State = KnownResourceStates.Finished });
        (await model.UntilAsync(Waiter, KnownResourceStates.Waiting)).ShouldNotBeNull();
        await model.Notifications.PublishUpdateAsync(replicated, ids[1], s => s with { State = KnownResourceStates.Finished });

        await model.UntilAsync(Waiter, KnownResourceStates.Running);
    }

    private Task<LiveModel> StartAsync(Action<IResourceBuilder<RedisResource>, IResourceBuilder<CustomResource>> wait) =>
        LiveModel.StartAsync(builder => wait(builder.AddRedis(Waiter), builder.AddResource(_dependency)));

    private static async Task<IReadOnlyList<string>> ReplicasAsync(LiveModel model, IResource resource)
    {
        var ids = new List<string>();

        await foreach (var change in model.Notifications.WatchAsync(model.Token))
        {
            if (change.Resource == resource)
                ids.Add(change.ResourceId);

            if (ids.Count == 2)
                break;
        }

        return ids;
    }
}
