using System.Diagnostics;
using System.Diagnostics.Metrics;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Worker;

/// <summary>The worker's activities and metrics. Alerts refer to these names.</summary>
internal sealed class WorkerTelemetry : IDisposable
{
    public const string Name = "MediaClusters.Worker";

    private readonly ActivitySource _activities = new(Name);
    private readonly Meter _meter;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _leasesExpired;
    private readonly Histogram<double> _jobDuration;
    private readonly Histogram<double> _clusterDuration;

    public WorkerTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _completed = _meter.CreateCounter<long>("mediaclusters.jobs.completed", "{job}", "Attempts at jobs that ended, by outcome.");
        _leasesExpired = _meter.CreateCounter<long>("mediaclusters.leases.expired", "{lease}", "Leases that ran out and were taken back.");
        _jobDuration = _meter.CreateHistogram<double>("mediaclusters.job.duration", "s", "Time of one attempt, from its start to its end.");
        _clusterDuration = _meter.CreateHistogram<double>("mediaclusters.cluster.duration", "s", "Time the engine took for one pet.");
    }

    /// <summary>The span of one attempt, as a child of the request that enqueued the job.</summary>
    public Activity? StartJob(ClaimedJob job)
    {
        var parent = ActivityContext.TryParse(job.TraceParent, traceState: null, isRemote: true, out var caller) ? caller : default;
        var activity = _activities.StartActivity("cluster pet", ActivityKind.Consumer, parent);
        activity?.SetTag("mediaclusters.pet_id", job.PetId)
            .SetTag("mediaclusters.job_id", job.Id)
            .SetTag("mediaclusters.attempt", job.Attempt);
        return activity;
    }

    public void JobEnded(Activity? activity, JobOutcome outcome, TimeSpan duration)
    {
        activity?.SetTag("mediaclusters.outcome", outcome.Tag());
        var tag = new KeyValuePair<string, object?>("outcome", outcome.Tag());
        _jobDuration.Record(duration.TotalSeconds, tag);

        // Whether a job was really handed back is known only afterwards: HandedBack counts it.
        if (outcome != JobOutcome.HandedBack)
            _completed.Add(1, tag);
    }

    public void HandedBack(int jobs) =>
        _completed.Add(jobs, new KeyValuePair<string, object?>("outcome", JobOutcome.HandedBack.Tag()));

    public void Clustered(TimeSpan duration) => _clusterDuration.Record(duration.TotalSeconds);

    public void LeasesExpired(int count) => _leasesExpired.Add(count);

    /// <summary>Gauges that read <paramref name="current"/> when collected; null reports nothing.</summary>
    public void ObserveQueue(Func<QueueStats?> current)
    {
        _meter.CreateObservableGauge("mediaclusters.queue.depth", () => current() is not { } stats ? [] : new Measurement<long>[]
        {
            new(stats.Queued, Status("queued")), new(stats.Processing, Status("processing")), new(stats.Failed, Status("failed")),
        }, "{job}", "Jobs by status.");

        _meter.CreateObservableGauge("mediaclusters.queue.oldest_age", () => current() is not { } stats ? [] : new Measurement<double>[]
        {
            new(stats.OldestQueuedAge.TotalSeconds, Status("queued")), new(stats.OldestFailedAge.TotalSeconds, Status("failed")),
        }, "s", "Age of the oldest job by status.");
    }

    public void Dispose() => _activities.Dispose();

    private static KeyValuePair<string, object?> Status(string status) => new("status", status);
}
