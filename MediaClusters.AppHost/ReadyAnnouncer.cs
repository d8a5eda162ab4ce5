using System.Globalization;
using System.Net;
using System.Reflection;
using MediaClusters.MigrationService.Samples;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.AppHost;

/// <summary>
/// Tells whoever started the graph what runs it, and once every sample pet has clusters, where to ask for them.
/// Its lines begin at the first column, unlike those of the resources.
/// </summary>
internal sealed class ReadyAnnouncer(
    AnnouncedResources announced,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var metadata = typeof(ReadyAnnouncer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>();
        Console.WriteLine(metadata.First(m => m.Key == "AspireImplementation").Value);

        try
        {
            Console.WriteLine(await WaitForStartAsync(stopping.Token) is { } failure ? $"failed  {failure}" : await WaitForSamplesAsync(stopping.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped before it was ready: nothing to announce.
        }
    }

    /// <returns>What went wrong, or null when the API answers.</returns>
    private async Task<string?> WaitForStartAsync(CancellationToken cancellationToken)
    {
        var migrated = await notifications.WaitForResourceAsync(announced.Migrations.Name, HasEnded, cancellationToken);

        if (migrated.Snapshot.ExitCode is not 0)
            return $"the database could not be migrated ({migrated.Snapshot.State?.Text}, exit code {migrated.Snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}): see the lines of {announced.Migrations.Name} above";

        var started = await notifications.WaitForResourceAsync(
            announced.Api.Name,
            e => e.Snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy || e.Snapshot.State?.Text == KnownResourceStates.FailedToStart,
            cancellationToken);

        return started.Snapshot.State?.Text == KnownResourceStates.FailedToStart ? $"{announced.Api.Name} did not start: see its lines above" : null;
    }

    private async Task<string> WaitForSamplesAsync(CancellationToken cancellationToken)
    {
        // What runs on this machine is not to be asked through a proxy.
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(announced.Api.GetEndpoint("http").Url), Timeout = AnswerLimit };
        var token = await announced.InternalToken.GetValueAsync(cancellationToken);
        client.DefaultRequestHeaders.Add("X-Internal-Token", token);

        var pending = new Queue<Guid>(Enumerable.Range(1, SamplePetIds.Count).Select(SamplePetIds.Id));
        var reminded = time.GetTimestamp();

        while (pending.TryPeek(out var pet))
        {
            if (await HasClustersAsync(client, pet, cancellationToken))
            {
                pending.Dequeue();
                continue;
            }

            if (time.GetElapsedTime(reminded) > ReminderInterval)
            {
                Console.WriteLine($"waiting  {pending.Count} of {SamplePetIds.Count} sample pets may not be clustered yet, {pet} among them: see the worker's lines");
                reminded = time.GetTimestamp();
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }

        return Describe(client.BaseAddress, token);
    }

    private static async Task<bool> HasClustersAsync(HttpClient client, Guid pet, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(LatestOf(pet), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Being restarted, perhaps, or slow to answer: the next poll asks again.
            return false;
        }
    }

    private string Describe(Uri api, string? token) => $"""
        ready  {SamplePetIds.Count} sample pets have their clusters
          api       {api}
          openapi   {new Uri(api, "openapi/v1.json")}
          health    {new Uri(api, "health")}
          postgres  {AddressOf("postgres")}, user postgres, database media-clusters
          redis     {AddressOf("cache")}
        curl -s -H 'X-Internal-Token: {token}' {new Uri(api, LatestOf(SamplePetIds.Id(1)))}
        """;

    private string AddressOf(string resourceName)
    {
        var endpoint = model.Resources.OfType<IResourceWithEndpoints>().Single(r => r.Name == resourceName).GetEndpoint("tcp");
        return string.Create(CultureInfo.InvariantCulture, $"{endpoint.Host}:{endpoint.Port}");
    }

    private static string LatestOf(Guid pet) => $"/internal/pets/{pet}/clusters/latest";

    private static bool HasEnded(ResourceEvent change) =>
        change.Snapshot.ExitCode is not null || KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text, StringComparer.Ordinal);
}
