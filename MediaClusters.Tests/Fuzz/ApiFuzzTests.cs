using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MediaClusters.Tests.Infrastructure;
using Xunit.Abstractions;

namespace MediaClusters.Tests.Fuzz;

/// <summary>
/// Thousands of hostile requests to every operation the API describes, of a real process on a real Postgres and Redis. Each is
/// answered soon, without a failure and by the rules of problem details; what is refused changes nothing; and none of it is kept in memory.
/// </summary>
[Collection(ServersCollection.Name)]
public sealed partial class ApiFuzzTests(Servers servers, ITestOutputHelper output)
{
    private const int RequestsPerPet = 40;

    // A third of the requests fills pools and caches and has the code compiled; the rest may add this much and no more.
    private const long MaxGrowth = 48L * 1024 * 1024;

    [Fact]
    public async Task Hostile_requests_are_refused_by_the_rules_and_change_nothing()
    {
        var settings = FuzzSettings.Read();
        output.WriteLine($"{settings}");
        await using var database = await servers.CreateDatabaseAsync();
        var (bystander, itsPhoto) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.Images.UpsertAsync(bystander, [Given.Image(1, id: itsPhoto)], CancellationToken.None);
        var pets = await FuzzPet.CreateAsync(database, (settings.Requests + RequestsPerPet - 1) / RequestsPerPet, settings.Seed, itsPhoto);
        await using var service = Start(database);
        using var api = await service.ListeningAsync();
        api.DefaultRequestHeaders.Add("X-Internal-Token", RequestFuzzer.Writer);
        var operations = ApiOperation.ReadAll(await api.GetStringAsync("/openapi/v1.json"));
        var digest = await TableDigest.OfAsync(database);
        var run = new FuzzRun(new(operations, settings.Seed), new(IPAddress.Loopback, api.BaseAddress!.Port), digest);
        var ids = pets.SelectMany(pet => pet.Ids).ToArray();
        var others = await digest.OfOthersAsync(ids);

        var third = pets.Count / 3;
        await run.SendAsync([.. pets.Take(third)], firstNumber: 0, RequestsPerPet);
        var warm = await ResidentAsync(service);
        await run.SendAsync([.. pets.Skip(third)], third * RequestsPerPet, RequestsPerPet);
        var end = await ResidentAsync(service);

        Report(run, warm, end);
        if (!run.Findings.IsEmpty)
            Assert.Fail($"{settings}\n{string.Join("\n\n", run.Findings)}\n--- the service's last words\n{string.Join('\n', service.Output.Split('\n').TakeLast(20))}");
        run.Accepted.ShouldNotContain(bystander);
        (await digest.OfOthersAsync(ids.Concat(run.Accepted))).ShouldBe(others, $"{settings}: rows of nobody who was asked about");
        (end - warm).ShouldBeLessThan(MaxGrowth, $"{settings}: resident memory went from {warm >> 20} to {end >> 20} MB");
        foreach (var operation in operations)
            run.Answers.Where(answer => answer.Key.Operation == operation.Id).Sum(answer => answer.Value).ShouldBeGreaterThanOrEqualTo(settings.Requests / operations.Count / 2, operation.Id);
        using var alive = await api.GetAsync($"/internal/pets/{bystander}/jobs");
        alive.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private ServiceProcess Start(TestDatabase database) => ServiceProcess.Start<Projects.MediaClusters_Api>(
    [
        ("ConnectionStrings__media-clusters", database.ConnectionString), ("Database__SslMode", "Disable"), ("ConnectionStrings__cache", servers.Redis),
        ("Authentication__Tokens__0__Name", "writer"), ("Authentication__Tokens__0__Value", RequestFuzzer.Writer),
        ("Authentication__Tokens__1__Name", "reader"), ("Authentication__Tokens__1__Value", RequestFuzzer.Reader), ("Authentication__Tokens__1__ReadOnly", "true"),
        ("Logging__LogLevel__MediaClusters", "Warning"),
    ]);

    private void Report(FuzzRun run, long warm, long end)
    {
        output.WriteLine($"{run.Answers.Values.Sum()} answers, the slowest connection took {run.Slowest.Duration.TotalMilliseconds:0} ms, {run.Slowest.Request}; resident memory {warm >> 20} MB warm, {end >> 20} MB in the end");
        foreach (var operation in run.Answers.GroupBy(answer => answer.Key.Operation).OrderBy(group => group.Key, StringComparer.Ordinal))
            output.WriteLine($"{operation.Key}: {string.Join(", ", operation.OrderBy(answer => answer.Key.Status).Select(answer => $"{answer.Key.Status} × {answer.Value}"))}");
        foreach (var bare in run.Bare.OrderBy(bare => bare.Key.Status).ThenBy(bare => bare.Key.Fault, StringComparer.Ordinal))
            output.WriteLine($"refused by the server itself with {bare.Key.Status}: {bare.Key.Fault} × {bare.Value}");
    }

    private static async Task<long> ResidentAsync(ServiceProcess service)
    {
        var status = await File.ReadAllTextAsync($"/proc/{service.Id}/status");
        return long.Parse(Resident().Match(status).Groups["kilobytes"].ValueSpan, CultureInfo.InvariantCulture) * 1024;
    }

    [GeneratedRegex(@"^VmRSS:\s+(?<kilobytes>\d+) kB$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Resident();
}
