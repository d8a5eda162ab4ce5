using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Checks;

/// <summary>Made-up pieces of a run's history; times are seconds.</summary>
internal static class Past
{
    public static readonly Guid Pet = Guid.Parse("00000000-0000-4000-8000-000000000001");
    public static readonly Guid Job = Guid.Parse("00000000-0000-7000-8000-000000000002");

    public static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    public static Sighting Saw(long version, double began, double ended, int? api = 0) => new("reader", api, Pet, At(began), At(ended), version);

    public static Call Call(Route route, int status, double began = 1, double ended = 2) => new("caller", route, 0, Pet, At(began), At(ended)) { Status = status };

    public static Call Accepted(Guid? job = null, string key = "k", double began = 1, double ended = 2) =>
        Call(Route.PostJob, 202, began, ended) with { JobId = job ?? Job, Key = key };

    public static WrittenBy By(string application, double at, long transaction = 1) => new(transaction, At(at), At(at), application);

    public static JobState Queued(int attempts = 0, string? worker = null) => new("queued", attempts, worker, Lease: null);

    public static JobState Processing(int attempts, string worker, double lease) => new("processing", attempts, worker, At(lease));

    public static JobState Succeeded(int attempts, string worker) => new("succeeded", attempts, worker, Lease: null);

    public static JobChange Change(JobState? was, JobState became, WrittenBy by, string? key = null) => new(Job, Pet, was, became, by) { Key = key };

    public static VersionWrite Version(long version, WrittenBy by, Guid? job = null) => new(Pet, version, job ?? Job, RestoredFrom: null, by);

    public static FaultWindow Fault(FaultKind kind, string target, double began, double cleared, bool postgresAway = false, bool redisAway = false) =>
        new(kind, target, At(began), At(cleared), postgresAway, redisAway);

    /// <summary>A job that was asked for, run once by worker-1 as "one", and wrote version 1 by it.</summary>
    public static RunHistory OneJob => new()
    {
        Calls = [Accepted()],
        JobChanges =
        [
            Change(null, Queued(), By("api-1", 1.5), "k"),
            Change(Queued(), Processing(1, "one", 10), By("worker-1", 2)),
            Change(Processing(1, "one", 10), Succeeded(1, "one"), By("worker-1", 3, transaction: 7)),
        ],
        VersionWrites = [Version(1, By("worker-1", 3, transaction: 7))],
        Jobs = [new(Job, Pet, "succeeded", LastError: null)],
        LoadEnded = At(60),
    };
}
