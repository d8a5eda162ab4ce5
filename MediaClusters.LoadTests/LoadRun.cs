using System.Security.Cryptography;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MediaClusters.LoadTests;

/// <param name="Connections">Callers that each send a request as soon as they have the previous answer.</param>
/// <param name="Duration">How long each scenario is measured, after the warm-up.</param>
/// <param name="Seed">Decides which pets are asked for, and in which order.</param>
internal sealed record LoadSettings(int Connections, TimeSpan Duration, int Seed);

/// <summary>One run from nothing: the graph as the AppHost describes it, a fresh database, the warm-up, the measurements, the table.</summary>
internal static class LoadRun
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <returns>The exit code: 0, or 1 when any request failed that should not have.</returns>
    public static async Task<int> RunAsync(LoadSettings settings, CancellationToken cancellationToken)
    {
        Console.WriteLine("Bringing the graph up and waiting for the sample pets");
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        starting.CancelAfter(StartPatience);

        var token = RandomNumberGenerator.GetHexString(64);
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MediaClusters_AppHost>(
            ["--PersistData=false", "--Announce=false", $"--Parameters:internal-token={token}"], starting.Token);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddFilter("MediaClusters.AppHost.Resources", LogLevel.Warning));

        await using var application = await builder.BuildAsync(starting.Token);
        await application.StartAsync(starting.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api", starting.Token);

        using var api = CreateClient(application.GetEndpoint("api"), token, settings.Connections);
        var scenarios = await Scenarios.PrepareAsync(api, settings.Seed, starting.Token);
        var load = new ClosedLoop(api, settings.Connections, settings.Seed);

        // All of them before the first is measured: the baseline must not be colder than what is compared with it.
        List<Measurement> warmUps = [], measured = [];
        foreach (var scenario in scenarios)
            warmUps.Add(await load.RunAsync(scenario, WarmUp, cancellationToken));
        foreach (var scenario in scenarios)
            measured.Add(await load.RunAsync(scenario, settings.Duration, cancellationToken));

        Report.Write(Console.Out, settings, warmUps, measured);
        return warmUps.Concat(measured).All(run => run is { Failed: 0, Sorted.Length: > 0 }) ? 0 : 1;
    }

    // Not the testing builder's client: retries would hide failures, and propagated traces slow the caller down.
    private static HttpClient CreateClient(Uri address, string token, int connections)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections, ActivityHeadersPropagator = null, UseProxy = false };
        var client = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("X-Internal-Token", token);
        return client;
    }
}
