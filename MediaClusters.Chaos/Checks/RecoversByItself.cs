using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>Within 10 s of a dependency's return every process does again what needs it, without having been restarted.</summary>
internal sealed class RecoversByItself : ICheck
{
    /// <summary>From a dependency's return, without further faults.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    public string Name => "recovers by itself";

    public IEnumerable<Violation> Judge(RunHistory history) => Find(history)
        .Where(recovery => recovery.Undisturbed > Bound)
        .Select(recovery => new Violation(
            Name,
            $"{recovery.Who} had not recovered {recovery.Undisturbed.TotalSeconds:F1} s after {recovery.Dependency} was back",
            [$"{recovery.Fault}"]));

    /// <summary>Every recovery that was seen, or not seen.</summary>
    public static IReadOnlyList<Recovery> Find(RunHistory history)
    {
        var (faults, end) = (history.Faults, history.LoadEnded);
        var postgres = faults.Where(fault => fault.PostgresAway).ToArray();
        var found = new List<Recovery>();
        foreach (var api in history.Calls.Where(call => call.Status == 200 && call.Route.IsReadOfPostgres()).GroupBy(call => call.Api))
        {
            var name = ProcessNames.Api(api.Key);
            var restarts = faults.Where(fault => IsOf(fault, name)).ToArray();
            var reads = api.Select(call => (call.Began, call.Ended)).ToArray();
            var away = postgres.Where(fault => fault.Hits(name)).ToArray();
            found.AddRange(Recovery.Find("Postgres", name, away, [.. away, .. restarts], reads, end));
            found.AddRange(Recovery.Find("its process", name, restarts, [.. away, .. restarts], reads, end));
        }

        foreach (var worker in history.JobChanges.Where(change => change.IsClaim).GroupBy(change => change.By.Application, StringComparer.Ordinal))
        {
            var restarts = faults.Where(fault => IsOf(fault, worker.Key)).ToArray();
            var claims = worker.Select(change => (change.By.Sent, change.By.At)).ToArray();
            var away = postgres.Where(fault => fault.Hits(worker.Key)).ToArray();
            found.AddRange(Recovery.Find("Postgres", worker.Key, away, [.. away, .. restarts], claims, end));
            found.AddRange(Recovery.Find("its process", worker.Key, restarts, [.. away, .. restarts], claims, end));
        }

        foreach (var process in history.Samples.GroupBy(sample => sample.Process, StringComparer.Ordinal))
        {
            // A process says that it uses the cache again only after it read in Postgres what it owes.
            FaultWindow[] disturbances = [.. faults.Where(fault => ((fault.RedisAway || fault.PostgresAway) && fault.Hits(process.Key)) || IsOf(fault, process.Key))];
            foreach (var fault in disturbances.Where(fault => fault.RedisAway))
            {
                var uses = process.Where(sample => sample.UsesCache && sample.At >= NoticedAt(process, fault)).Select(sample => (sample.At, sample.At));
                found.AddRange(Recovery.Find("Redis", process.Key, [fault], disturbances, uses, end));
            }
        }

        return found;
    }

    /// <summary>A process uses a connection that was left silent until it notices; one that notices nothing in time had nothing to recover from.</summary>
    private static TimeSpan NoticedAt(IEnumerable<ServiceSample> process, FaultWindow fault) => fault.Kind == FaultKind.RedisStranded
        ? process.FirstOrDefault(sample => !sample.UsesCache && sample.At >= fault.Cleared && sample.At < fault.Cleared + Bound)?.At ?? fault.Cleared
        : fault.Cleared;

    private static bool IsOf(FaultWindow fault, string process) =>
        fault.Kind is FaultKind.WorkerKilled or FaultKind.WorkerTerminated or FaultKind.WorkerPaused or FaultKind.ApiKilled or FaultKind.ApiTerminated or FaultKind.Deployment
        && fault.Hits(process);
}
