using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace AspireLocal.Tests;

public sealed class ProjectsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task StartAsync_service_that_waits_for_a_one_shot_starts_after_it_ended()
    {
        await using var graph = await Graph.StartAsync(output, []);

        var web = await graph.HealthyAsync("web");
        var oneShot = await graph.UntilAsync("one-shot", s => s.ExitCode is not null);

        oneShot.Snapshot.State!.Text.ShouldBe(KnownResourceStates.Finished);
        oneShot.Snapshot.ExitCode.ShouldBe(0);
        web.Snapshot.StartTimeStamp.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(oneShot.Snapshot.StopTimeStamp.ShouldNotBeNull());
    }

    [Fact]
    public async Task StartAsync_one_shot_that_fails_keeps_its_waiters_from_starting()
    {
        await using var graph = await Graph.StartAsync(output, ["--ExitCode=3"]);

        var web = await graph.UntilAsync("web", s => KnownResourceStates.TerminalStates.Contains(s.State?.Text, StringComparer.Ordinal));
        var oneShot = await graph.UntilAsync("one-shot", s => s.ExitCode is not null);

        web.Snapshot.State!.Text.ShouldBe(KnownResourceStates.FailedToStart);
        oneShot.Snapshot.ExitCode.ShouldBe(3);
        (await Should.ThrowAsync<DistributedApplicationException>(() => graph.HealthyAsync("web"))).Message.ShouldContain("failed to start");
    }

    [Fact]
    public async Task WithReplicas_every_replica_has_its_process_port_and_id()
    {
        await using var graph = await Graph.StartAsync(output, ["--Replicas=2"]);

        var processes = await graph.ProcessesAsync("web", replicas: 2);

        processes.Distinct().Count().ShouldBe(2);
        var ports = await Task.WhenAll(processes.Select(async p => (await File.ReadAllTextAsync($"/proc/{p}/environ", graph.Token)).Split('\0').Single(v => v.StartsWith("ASPNETCORE_URLS=", StringComparison.Ordinal))));
        ports.Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
    }

    [Fact]
    public async Task Kill_running_service_is_started_again_and_a_stopped_one_is_not()
    {
        await using var graph = await Graph.StartAsync(output, ["--AspireLocal:RestartDelay=00:00:00.05"]);
        var first = Graph.ProcessOf(await graph.HealthyAsync("web"));

        var exit = graph.UntilAsync("web", s => s.ExitCode is not null);
        Process.GetProcessById(first).Kill();
        var exited = await exit;
        var second = await graph.UntilAsync("web", s => s.HealthStatus == HealthStatus.Healthy && ProcessIn(s) != first);

        exited.Snapshot.ExitCode.ShouldBe(128 + 9);
        exited.Snapshot.State!.Text.ShouldBe(KnownResourceStates.Finished);

        var stop = await graph.App.ResourceCommands.ExecuteCommandAsync("web", KnownResourceCommands.StopCommand, graph.Token);
        stop.Success.ShouldBeTrue(stop.Message);
        (await graph.UntilAsync("web", s => s.State?.Text == KnownResourceStates.Exited)).Snapshot.ExitCode.ShouldBe(0);
        Process.GetProcesses().ShouldNotContain(p => p.Id == Graph.ProcessOf(second));

        await graph.App.ResourceCommands.ExecuteCommandAsync("web", KnownResourceCommands.StartCommand, graph.Token);
        await graph.HealthyAsync("web");
    }

    [Fact]
    public async Task Kill_service_whose_port_was_taken_since_is_started_on_another()
    {
        var port = 0;
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // The restart comes after everybody has heard of the end.
        await using var graph = await Graph.StartAsync(output, ["--AspireLocal:RestartDelay=00:00:00.05"], builder => builder.Eventing.Subscribe<ResourceStoppedEvent>((e, _) =>
        {
            if (e.ResourceEvent.Snapshot.ExitCode == 128 + 9)
            {
                taken.Bind(new IPEndPoint(IPAddress.Loopback, port));
                taken.Listen();
            }

            return Task.CompletedTask;
        }));
        var first = Graph.ProcessOf(await graph.HealthyAsync("web"));
        port = graph.App.GetEndpoint("web").Port;

        Process.GetProcessById(first).Kill();
        var second = await graph.UntilAsync("web", s => s.HealthStatus == HealthStatus.Healthy && ProcessIn(s) != first);

        graph.App.GetEndpoint("web").Port.ShouldNotBe(port);
        second.Snapshot.Urls.ShouldHaveSingleItem().Url.ShouldBe(graph.App.GetEndpoint("web").GetLeftPart(UriPartial.Authority));
    }

    [Fact]
    public async Task ResourceReadyEvent_handler_that_fails_fails_what_depends_on_it_with_its_reason()
    {
        var errors = new ErrorLog();
        await using var graph = await Graph.StartAsync(output, ["--Servers=true"], builder =>
        {
            builder.Services.AddLogging(l => l.AddProvider(errors));
            builder.Eventing.Subscribe<ResourceReadyEvent>(builder.Resources.Single(r => r.Name == "postgres"), (_, _) => throw new DistributedApplicationException("The disk is full."));
        });

        (await Should.ThrowAsync<DistributedApplicationException>(() => graph.HealthyAsync("photos"))).Message.ShouldContain("The disk is full.");
        await graph.UntilAsync("one-shot", s => s.State?.Text == KnownResourceStates.FailedToStart);
        errors.Lines.ShouldContain(l => l.Contains("The disk is full.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StopAsync_service_that_ignores_the_signal_is_killed_after_the_grace_period()
    {
        await using var graph = await Graph.StartAsync(output, ["--Deaf=true", "--AspireLocal:StopGrace=00:00:00.5"]);
        await graph.HealthyAsync("web");

        await graph.App.StopAsync(graph.Token);

        (await graph.UntilAsync("web", s => s.State?.Text == KnownResourceStates.Exited)).Snapshot.ExitCode.ShouldBe(128 + 9);
    }

    [Fact]
    public async Task StopAsync_service_and_server_the_service_stops_first()
    {
        var stopped = new List<string>();
        await using var graph = await Graph.StartAsync(output, ["--Servers=true"], builder => builder.Eventing.Subscribe<ResourceStoppedEvent>((e, _) =>
        {
            lock (stopped)
                stopped.Add(e.Resource.Name);

            return Task.CompletedTask;
        }));
        await graph.HealthyAsync("web");

        await graph.App.StopAsync(graph.Token);

        stopped.ShouldBe(["one-shot", "web", "postgres", "cache"], ignoreOrder: true);
        stopped.IndexOf("web").ShouldBeLessThan(Math.Min(stopped.IndexOf("postgres"), stopped.IndexOf("cache")));
    }

    [Fact]
    public async Task Environment_of_a_service_is_what_aspire_gives()
    {
        await using var graph = await Graph.StartAsync(output, ["--Servers=true"], builder =>
        {
            var parameter = builder.AddParameter("greeting", "hello", secret: true);
            var web = builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(r => r.Name == "web"));
            builder.AddProject<Projects.Sample_Web>("caller")
                .WithReference(web)
                .WaitFor(web)
                .WithEnvironment("GREETING", parameter)
                .WithEnvironment("SENTENCE", $"{parameter} from {web.GetEndpoint("http")}")
                .WithArgs("one", "two words")
                .WithHttpHealthCheck("/");
        });
        await graph.HealthyAsync("caller");

        var webAddress = graph.App.GetEndpoint("web", "http").GetLeftPart(UriPartial.Authority);
        var caller = await ReadEnvironmentAsync(graph, "caller");
        caller["services__web__http__0"].ShouldBe(webAddress);
        caller["WEB_HTTP"].ShouldBe(webAddress);
        caller["GREETING"].ShouldBe("hello");
        caller["SENTENCE"].ShouldBe($"hello from {webAddress}");
        caller["ASPNETCORE_ENVIRONMENT"].ShouldBe("Development");
        caller["ASPNETCORE_URLS"].ShouldBe(graph.App.GetEndpoint("caller").GetLeftPart(UriPartial.Authority));
        caller["DOTNET_LAUNCH_PROFILE"].ShouldBe("http");
        caller["OTEL_SERVICE_NAME"].ShouldBe("caller");
        caller["OTEL_RESOURCE_ATTRIBUTES"].ShouldMatch("^service.instance.id=[a-z]{8}$");

        using var client = graph.App.CreateHttpClient("caller");
        (await client.GetFromJsonAsync<string[]>("/arguments", graph.Token)).ShouldBe(["one", "two words"]);

        var web = await ReadEnvironmentAsync(graph, "web");
        web["ConnectionStrings__photos"].ShouldBe(await graph.App.GetConnectionStringAsync("photos", graph.Token));
        web["ConnectionStrings__photos"].ShouldMatch("^Host=localhost;Port=[0-9]+;Username=postgres;Password=.{22};Database=photos$");
        web["ConnectionStrings__cache"].ShouldBe(await graph.App.GetConnectionStringAsync("cache", graph.Token));
        web["PHOTOS_HOST"].ShouldBe("localhost");
        web["PHOTOS_DATABASENAME"].ShouldBe("photos");
        web["PHOTOS_URI"].ShouldStartWith("postgresql://postgres:");
        web["CACHE_PORT"].ShouldBe(web["ConnectionStrings__cache"].Split(',')[0].Split(':')[1]);
    }

    [Fact]
    public async Task AddParameter_without_a_value_fails_who_uses_it_and_names_the_key()
    {
        string? line = null;
        await using var graph = await Graph.StartAsync(output, [], builder =>
        {
            var missing = builder.AddParameter("api-key", secret: true);
            builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(r => r.Name == "web")).WithEnvironment("KEY", missing);
        });

        (await graph.UntilAsync("web", s => s.State?.Text == KnownResourceStates.FailedToStart)).ShouldNotBeNull();
        (await graph.UntilAsync("api-key", s => s.State?.Text == KnownResourceStates.ValueMissing)).ShouldNotBeNull();

        await foreach (var lines in graph.App.Services.GetService(typeof(ResourceLoggerService)).ShouldBeOfType<ResourceLoggerService>().WatchAsync(graph.Resource("web")).WithCancellation(graph.Token))
        {
            line = lines.Select(l => l.Content).FirstOrDefault(l => l.Contains("Parameters:api-key", StringComparison.Ordinal));

            if (line is not null)
                break;
        }

        line.ShouldNotBeNull();
    }

    private static int? ProcessIn(CustomResourceSnapshot snapshot) => (int?)snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value;

    private static async Task<Dictionary<string, string>> ReadEnvironmentAsync(Graph graph, string resource)
    {
        using var client = graph.App.CreateHttpClient(resource);
        var environment = await client.GetFromJsonAsync<JsonElement>("/environment", graph.Token);
        return environment.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
    }
}
