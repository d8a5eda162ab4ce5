using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireLocal.Tests;

public sealed class HealthCheckTests
{
    private const string Check = "check";
    private readonly CustomResource _resource = new("resource");
    private readonly ConcurrentQueue<string> _ready = [];

    [Fact]
    public async Task WithHttpHealthCheck_endpoint_that_does_not_speak_http_is_refused()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("resource").WithEndpoint(targetPort: 9999, scheme: "tcp", name: "nonhttp");
        const string Message = "Could not create HTTP health check for resource 'resource' as the endpoint with name 'nonhttp' and scheme 'tcp' is not an HTTP endpoint.";

        Should.Throw<DistributedApplicationException>(() => web.WithHttpHealthCheck(endpointName: "nonhttp")).Message.ShouldBe(Message);
        Should.Throw<DistributedApplicationException>(() => web.WithHttpHealthCheck(() => web.GetEndpoint("nonhttp"))).Message.ShouldBe(Message);
        Should.Throw<DistributedApplicationException>(() => web.WithHttpHealthCheck("/")).Message
            .ShouldBe("Could not create HTTP health check for resource 'resource' as no endpoint was found matching one of the specified names: https, http");
    }

    [Fact]
    public async Task WithHttpHealthCheck_asks_the_address_the_endpoint_has_when_it_is_run()
    {
        await using var model = await LiveModel.BuildAsync(builder => builder.AddPlainProject("web").WithHttpEndpoint().WithHttpHealthCheck().WithAllocated("http", 9));
        var registration = model.App.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Single(r => r.Name == "web_http_/_200_check");

        var result = await registration.Factory(model.App.Services).CheckHealthAsync(new HealthCheckContext { Registration = registration }, model.Token);

        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description.ShouldNotBeNull().ShouldContain("http://localhost:9/");
    }

    [Fact]
    public async Task WithHealthCheck_that_nobody_registered_stops_the_start()
    {
        var errors = new ErrorLog();
        await using var model = await LiveModel.BuildAsync(builder =>
        {
            builder.Services.AddLogging(l => l.AddProvider(errors));
            builder.AddResource(_resource).WithHealthCheck("test_check");
        });

        (await Should.ThrowAsync<OptionsValidationException>(() => model.App.StartAsync(model.Token))).Message.ShouldBe("A health check registration is missing. Check logs for more details.");
        errors.Lines.ShouldContain("The health check 'test_check' is not registered and is required for resource 'resource'.");
    }

    [Fact]
    public async Task WithHealthCheck_twice_under_one_key_is_refused()
    {
        await using var builder = Model.Create();
        var resource = builder.AddResource(_resource).WithHealthCheck(Check);

        Should.Throw<DistributedApplicationException>(() => resource.WithHealthCheck(Check)).Message.ShouldBe("Resource 'resource' already has a health check with key 'check'.");
    }

    [Fact]
    public async Task Running_resource_without_checks_is_healthy_and_one_that_starts_is_neither()
    {
        await using var model = await StartAsync(check: null);

        await model.PublishAsync(_resource, KnownResourceStates.Starting);
        (await model.UntilAsync("resource", KnownResourceStates.Starting)).Snapshot.HealthStatus.ShouldBeNull();
        await model.PublishAsync(_resource, KnownResourceStates.Running);

        (await model.Notifications.WaitForResourceHealthyAsync("resource", model.Token)).Snapshot.HealthStatus.ShouldBe(HealthStatus.Healthy);
        _ready.ShouldBe(["resource"]);
    }

    [Fact]
    public async Task Running_resource_is_unhealthy_until_its_check_has_succeeded_and_the_check_waits_for_it_to_run()
    {
        var answer = new TaskCompletionSource<HealthCheckResult>();
        var asked = 0;
        await using var model = await StartAsync(() =>
        {
            Interlocked.Increment(ref asked);
            return answer.Task;
        });

        await model.PublishAsync(_resource, KnownResourceStates.Starting);
        (await model.UntilAsync("resource", KnownResourceStates.Starting)).Snapshot.HealthStatus.ShouldBeNull();
        asked.ShouldBe(0);
        await model.PublishAsync(_resource, KnownResourceStates.Running);
        (await model.UntilAsync("resource", KnownResourceStates.Running)).Snapshot.HealthStatus.ShouldBe(HealthStatus.Unhealthy);
        answer.SetResult(HealthCheckResult.Healthy());

        await model.Notifications.WaitForResourceHealthyAsync("resource", model.Token);
        _ready.ShouldBe(["resource"]);
    }

    [Fact]
    public async Task Running_resource_with_a_degraded_check_is_degraded()
    {
        await using var model = await StartAsync(() => Task.FromResult(HealthCheckResult.Degraded()), builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("other", () => HealthCheckResult.Healthy());
            builder.CreateResourceBuilder(_resource).WithHealthCheck("other");
        });

        await model.PublishAsync(_resource, KnownResourceStates.Running);

        await model.Notifications.WaitForResourceAsync("resource", e => e.Snapshot.HealthStatus == HealthStatus.Degraded, model.Token);
        _ready.ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_that_cannot_be_made_is_reported()
    {
        await using var model = await StartAsync(check: null, builder =>
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(Check, _ => throw new InvalidOperationException("An error!"), failureStatus: null, tags: null));
            builder.CreateResourceBuilder(_resource).WithHealthCheck(Check);
        });

        await model.PublishAsync(_resource, KnownResourceStates.Running);

        var report = (await model.Notifications.WaitForResourceAsync("resource", e => e.Snapshot.HealthReports.Single().Status == HealthStatus.Unhealthy, model.Token)).Snapshot.HealthReports.Single();
        report.Description.ShouldBe("Error calling HealthCheckService.");
        report.ExceptionText.ShouldBe("An error!");
    }

    [Fact]
    public async Task Check_that_throws_is_asked_again()
    {
        var third = new TaskCompletionSource();
        var asked = 0;
        await using var model = await StartAsync(() =>
        {
            if (Interlocked.Increment(ref asked) == 3)
                third.SetResult();

            throw new InvalidOperationException("Random failure instead of result!");
        });

        await model.PublishAsync(_resource, KnownResourceStates.Running);

        await third.Task.WaitAsync(model.Token);
    }

    [Fact]
    public async Task Ready_event_is_raised_once_however_often_the_check_succeeds()
    {
        var fourth = new TaskCompletionSource();
        var asked = 0;
        await using var model = await StartAsync(() =>
        {
            if (Interlocked.Increment(ref asked) == 4)
                fourth.SetResult();

            return Task.FromResult(HealthCheckResult.Healthy());
        });

        await model.PublishAsync(_resource, KnownResourceStates.Running);
        await fourth.Task.WaitAsync(model.Token);

        _ready.ShouldBe(["resource"]);
    }

    [Fact]
    public async Task Ready_event_is_raised_again_after_the_resource_was_started_again()
    {
        var second = new TaskCompletionSource();
        await using var model = await StartAsync(() => Task.FromResult(HealthCheckResult.Healthy()), builder =>
            builder.Eventing.Subscribe<ResourceReadyEvent>((_, _) =>
            {
                if (_ready.Count == 2)
                    second.SetResult();

                return Task.CompletedTask;
            }));

        await model.PublishAsync(_resource, KnownResourceStates.Running);
        await model.Notifications.WaitForResourceHealthyAsync("resource", model.Token);
        await model.PublishAsync(_resource, KnownResourceStates.Exited);
        await model.PublishAsync(_resource, KnownResourceStates.Running);

        await second.Task.WaitAsync(model.Token);
    }

    [Fact]
    public async Task Part_of_a_server_is_ready_once_the_server_is()
    {
        var answer = new TaskCompletionSource<HealthCheckResult>();
        await using var model = await StartAsync(() => answer.Task, builder => builder.AddResource(new CustomPart("part", _resource)));

        await model.PublishAsync(_resource, KnownResourceStates.Running);
        await model.UntilAsync("part", KnownResourceStates.Running);
        _ready.ShouldBeEmpty();
        answer.SetResult(HealthCheckResult.Healthy());

        await model.Notifications.WaitForResourceHealthyAsync("part", model.Token);
        _ready.ShouldBe(["resource", "part"]);
    }

    [Fact]
    public async Task Unhealthy_resource_holds_its_waiters_back()
    {
        var answer = new TaskCompletionSource<HealthCheckResult>();
        await using var model = await StartAsync(() => answer.Task, builder => builder.AddRedis("waiter").WaitFor(builder.CreateResourceBuilder(_resource)));

        await model.PublishAsync(_resource, KnownResourceStates.Running);
        await model.UntilAsync("resource", KnownResourceStates.Running);
        await model.UntilAsync("waiter", KnownResourceStates.Waiting);
        answer.SetResult(HealthCheckResult.Healthy());

        await model.UntilAsync("waiter", KnownResourceStates.Running);
    }

    private Task<LiveModel> StartAsync(Func<Task<HealthCheckResult>>? check, Action<IDistributedApplicationBuilder>? describe = null) =>
        LiveModel.StartAsync(builder =>
        {
            var resource = builder.AddResource(_resource);
            builder.Services.AddSingleton<TimeProvider>(new HurriedTime());
            builder.Eventing.Subscribe<ResourceReadyEvent>((e, _) =>
            {
                _ready.Enqueue(e.Resource.Name);
                return Task.CompletedTask;
            });

            if (check is not null)
            {
                builder.Services.AddHealthChecks().AddAsyncCheck(Check, check);
                resource.WithHealthCheck(Check);
            }

            describe?.Invoke(builder);
        });

    /// <summary>Pauses last a hundredth of what they should.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / 100, period);
    }
}
