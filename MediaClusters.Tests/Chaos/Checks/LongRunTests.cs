using System.Diagnostics;
using MediaClusters.Chaos;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Checks;

public sealed class LongRunTests
{
    private const int Pets = 150;
    private const int Seconds = 900;
    private static readonly Guid[] Ids = [.. Enumerable.Range(0, Pets).Select(pet => Infrastructure.Given.Id(pet))];

    /// <summary>Takes two seconds where no check compares everything with everything, and many times that where one does.</summary>
    [Fact]
    public void Fifteen_minutes_are_judged_in_a_quarter_of_one()
    {
        var history = Make();
        var started = Stopwatch.GetTimestamp();
        foreach (var check in ChaosRun.Checks)
            check.Judge(history).Count(violation => violation.Evidence.Count > 100).ShouldBe(0, check.Name);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }

    // 40 jobs a second that each write a version, 80 requests beside them, 300 readings of newest versions; a fault every three seconds.
    private static RunHistory Make()
    {
        var (calls, sightings, changes, writes, jobs) = (new List<Call>(), new List<Sighting>(), new List<JobChange>(), new List<VersionWrite>(), new List<JobRow>());
        for (var n = 0; n < Seconds * 40; n++)
        {
            var (job, pet, at, worker) = (Guid.CreateVersion7(), Ids[n % Pets], n / 40.0, $"worker-{1 + (n % 3)}");
            WrittenBy By(double seconds, string who) => new(n, Past.At(seconds), Past.At(seconds), who);
            calls.Add(Past.Accepted(job, $"{n}", at, at + 0.01) with { PetId = pet });
            changes.Add(new(job, pet, Was: null, Past.Queued(), By(at, "api-1")) { Key = $"{n}" });
            changes.Add(new(job, pet, Past.Queued(), Past.Processing(1, worker, at + 6), By(at + 0.1, worker)));
            changes.Add(new(job, pet, Past.Processing(1, worker, at + 6), Past.Processing(1, worker, at + 7), By(at + 0.2, worker)));
            changes.Add(new(job, pet, Past.Processing(1, worker, at + 7), Past.Succeeded(1, worker), By(at + 0.3, worker)));
            writes.Add(new(pet, 1 + (n / Pets), job, RestoredFrom: null, By(at + 0.3, worker)));
            jobs.Add(new(job, pet, "succeeded", LastError: null));
        }

        for (var n = 0; n < Seconds * 80; n++)
            calls.Add(new("reader", n % 2 == 0 ? Route.Latest : Route.History, n / 2 % 2, Ids[n % Pets], Past.At(n / 80.0), Past.At((n / 80.0) + 0.01)) { Status = n % 50 == 0 ? 503 : 200, RetryAfter = true });
        for (var n = 0; n < Seconds * 300; n++)
            sightings.Add(new("reader", n % 10 == 0 ? null : n % 2, Ids[n % Pets], Past.At(n / 300.0), Past.At((n / 300.0) + 0.01), n / Pets / 20));
        var kinds = Enum.GetValues<FaultKind>();
        return new()
        {
            Calls = calls,
            Sightings = sightings,
            JobChanges = changes,
            VersionWrites = writes,
            Jobs = jobs,
            Faults = [.. Enumerable.Range(0, Seconds / 3).Select(n => Past.Fault(
                kinds[n % kinds.Length], n % 2 == 0 ? "all" : $"worker-{1 + (n % 3)} api-{1 + (n % 2)}", n * 3, (n * 3) + 2, postgresAway: n % 3 == 0, redisAway: n % 3 == 1))],
            Samples = [.. Enumerable.Range(0, Seconds * 2 * 5).Select(n => new ServiceSample(
                n % 5 < 2 ? $"api-{1 + (n % 5)}" : $"worker-{(n % 5) - 1}", Past.At(n / 10.0), UsesCache: true, new Dictionary<string, double>(StringComparer.Ordinal)))],
            Photos = [.. Enumerable.Range(0, Pets * 50).Select(n => new PhotoFate(Ids[n % Pets], Guid.NewGuid(), Kept: true, Deleted: false, Stored: true, Placed: true))],
            PhotosBefore = [.. Enumerable.Range(0, Pets * 50).Select(n => new PhotoFate(Ids[n % Pets], Guid.NewGuid(), Kept: true, Deleted: false, Stored: true, Placed: false))],
            Cast = new(["worker-1", "worker-2", "worker-3"], ["api-1", "api-2"], Ids, kinds),
            Throughput = new([1], [1], []),
            LoadEnded = Past.At(Seconds),
        };
    }
}
