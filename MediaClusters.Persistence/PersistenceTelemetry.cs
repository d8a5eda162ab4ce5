using System.Diagnostics;
using System.Diagnostics.Metrics;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Rollout;

namespace MediaClusters.Persistence;

/// <summary>Activities and metrics of this library.</summary>
public static class PersistenceTelemetry
{
    /// <summary>Name of the activity source and of the meter, for the host's telemetry set-up.</summary>
    public const string Name = "MediaClusters.Persistence";

    internal static readonly ActivitySource Activities = new(Name);

    internal static readonly Meter Meter = new(Name);

    private static readonly Counter<long> JobsEnqueued = Meter.CreateCounter<long>(
        "mediaclusters.jobs.enqueued", "{request}", "Requests to cluster a pet, by what became of them.");

    private static readonly Counter<long> CancelledJobs = Meter.CreateCounter<long>(
        "mediaclusters.jobs.cancelled", "{job}", "Queued jobs that callers took back.");

    private static readonly Counter<long> RedrivenJobs = Meter.CreateCounter<long>(
        "mediaclusters.jobs.redriven", "{job}", "Failed jobs that callers had queued again.");

    private static readonly Counter<long> WritesFenced = Meter.CreateCounter<long>(
        "mediaclusters.writes.fenced", "{write}", "Writes refused because the attempt no longer held its job.");

    private static readonly Counter<long> VersionsWritten = Meter.CreateCounter<long>(
        "mediaclusters.versions.written", "{version}", "Versions committed.");

    private static readonly Counter<long> PetsDeleted = Meter.CreateCounter<long>(
        "mediaclusters.pets.deleted", "{pet}", "Pets deleted with all their data.");

    private static readonly Histogram<double> PersistDuration = Meter.CreateHistogram<double>(
        "mediaclusters.persist.duration", "s", "From a result to its version's commit: the body, the mark in the cache, the statement.");

    /// <summary>Shows the counters before they first count: what appears with its first failure is no rise to an alert.</summary>
    internal static void StartCounters()
    {
        foreach (var disposition in Enum.GetValues<EnqueueDisposition>())
            JobsEnqueued.Add(0, new KeyValuePair<string, object?>("disposition", Label(disposition)));
        CancelledJobs.Add(0);
        RedrivenJobs.Add(0);
        WritesFenced.Add(0);
        VersionsWritten.Add(0);
        PetsDeleted.Add(0);
        CacheTelemetry.StartCounters();
        RolloutTelemetry.StartCounters();
    }

    internal static void JobEnqueued(EnqueueDisposition disposition)
        => JobsEnqueued.Add(1, new KeyValuePair<string, object?>("disposition", Label(disposition)));

    internal static void JobCancelled() => CancelledJobs.Add(1);

    internal static void JobsRedriven(int jobs) => RedrivenJobs.Add(jobs);

    internal static void WriteFenced() => WritesFenced.Add(1);

    internal static void VersionWritten(TimeSpan duration)
    {
        VersionsWritten.Add(1);
        PersistDuration.Record(duration.TotalSeconds);
    }

    /// <summary>A version restored or imported; only what the worker computed counts among the durations.</summary>
    internal static void VersionCopied() => VersionsWritten.Add(1);

    internal static void PetDeleted() => PetsDeleted.Add(1);

    private static string Label(EnqueueDisposition disposition) => disposition switch
    {
        EnqueueDisposition.Created => "created",
        EnqueueDisposition.Joined => "joined",
        EnqueueDisposition.RerunRequested => "rerun_requested",
        EnqueueDisposition.Replayed => "replayed",
        _ => "key_reused",
    };
}
