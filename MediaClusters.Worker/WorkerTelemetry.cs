using System.Diagnostics;
using System.Diagnostics.Metrics;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Freshness;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Worker.Jobs;
using MediaClusters.Worker.Maintenance;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker;

/// <summary>The worker's activities and metrics. Alerts refer to these names; docs/operations/metrics.md lists them.</summary>
internal sealed class WorkerTelemetry : IHostedService, IDisposable
{
    public const string Name = "MediaClusters.Worker";

    private static readonly ClusterJobStatus[] Unfinished = [ClusterJobStatus.Queued, ClusterJobStatus.Processing, ClusterJobStatus.Failed];

    // Labels are bounded, whatever an engine calls its strategies.
    private static readonly string[] Strategies = ["dbscan", "hdbscan", "average-linkage", "increment", "other"];

    private readonly ActivitySource _activities = new(Name);
    private readonly JobQueueOptions _queue;
    private readonly Meter _meter;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _leasesExpired;
    private readonly Histogram<long> _attempts;
    private readonly Histogram<double> _jobDuration;
    private readonly Histogram<double> _clusterDuration;
    private readonly Counter<long> _runs;
    private readonly Counter<long> _groupChanges;
    private readonly Histogram<double> _churn;

    public WorkerTelemetry(IMeterFactory meters, IOptions<JobQueueOptions> queue)
    {
        _queue = queue.Value;
        _meter = meters.Create(Name);
        _completed = _meter.CreateCounter<long>("mediaclusters.jobs.completed", "{job}", "Attempts at jobs that ended, by outcome.");
        _leasesExpired = _meter.CreateCounter<long>("mediaclusters.leases.expired", "{lease}", "Leases that ran out and were taken back.");
        _attempts = _meter.CreateHistogram(
            "mediaclusters.job.attempts", "{attempt}", "Attempts a job took until it ended for good, by outcome.", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 3, 4, 5, 10] });
        _jobDuration = _meter.CreateHistogram<double>("mediaclusters.job.duration", "s", "Time of one attempt, from its start to its end.");
        _clusterDuration = _meter.CreateHistogram<double>("mediaclusters.cluster.duration", "s", "Time the engine took for one pet.");
        _runs = _meter.CreateCounter<long>("mediaclusters.cluster.runs", "{run}", "Results written, by the run's mode and the strategy that made the groups.");
        _groupChanges = _meter.CreateCounter<long>("mediaclusters.groups.changed", "{change}", "What became of groups from one version to the next, where that was more than going on.");
        _churn = _meter.CreateHistogram(
            "mediaclusters.cluster.churn", "1", "Share of a previous version's pairs of photos in one group that the next one parted.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1] });
    }

    /// <summary>Shows the counters before they first count: what appears with its first failure is no rise to an alert.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var outcome in Enum.GetValues<JobOutcome>())
            _completed.Add(0, Outcome(outcome));
        _leasesExpired.Add(0);
        foreach (var mode in Enum.GetValues<RunMode>())
        {
            foreach (var strategy in Strategies)
                _runs.Add(0, new("mode", mode.Label()), new("strategy", strategy));
        }

        foreach (var kind in Enum.GetValues<GroupChangeKind>())
            _groupChanges.Add(0, Kind(kind));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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

    public void JobEnded(Activity? activity, ClaimedJob job, JobOutcome outcome, TimeSpan duration)
    {
        activity?.SetTag("mediaclusters.outcome", outcome.Tag());
        _jobDuration.Record(duration.TotalSeconds, Outcome(outcome));

        // Whether a job was really handed back is known only afterwards: HandedBack counts it.
        if (outcome != JobOutcome.HandedBack)
            _completed.Add(1, Outcome(outcome));
        if (outcome is JobOutcome.Succeeded or JobOutcome.Unchanged or JobOutcome.Failed)
            _attempts.Record(_queue.AttemptOfRound(job.Attempt, job.MaxAttempts), Outcome(outcome));
    }

    public void HandedBack(int jobs) => _completed.Add(jobs, Outcome(JobOutcome.HandedBack));

    public void Clustered(TimeSpan duration) => _clusterDuration.Record(duration.TotalSeconds);

    /// <summary>A result that was written: what a run that is thrown away found, nobody sees.</summary>
    public void ResultWritten(Activity? activity, ClusteringResult result)
    {
        if (result.Run is { } run)
        {
            activity?.SetTag("mediaclusters.run.mode", run.Mode.Label()).SetTag("mediaclusters.run.strategy", run.Strategy);
            _runs.Add(1, new("mode", run.Mode.Label()), new("strategy", Strategies.Contains(run.Strategy) ? run.Strategy : "other"));
        }

        activity?.SetTag("mediaclusters.groups", result.Clusters.Count).SetTag("mediaclusters.groups_changed", result.Changes.Count);
        foreach (var change in result.Changes)
            _groupChanges.Add(1, Kind(change.Kind));
        if (result.Metrics.Churn is not { } churn)
            return;
        activity?.SetTag("mediaclusters.churn", churn);
        _churn.Record(churn);
    }

    /// <summary>A job whose last attempt ended with its lease has failed, and nobody else says so.</summary>
    public void LeasesExpired(IReadOnlyList<ReapedJob> jobs)
    {
        _leasesExpired.Add(jobs.Count);
        foreach (var job in jobs.Where(job => job.Status == ClusterJobStatus.Failed))
        {
            _completed.Add(1, Outcome(JobOutcome.Failed));
            _attempts.Record(_queue.AttemptOfRound(job.Attempts, job.MaxAttempts), Outcome(JobOutcome.Failed));
        }
    }

    /// <summary>Gauges that read <paramref name="current"/> when collected; null reports nothing.</summary>
    public void ObserveQueue(Func<QueueStats?> current)
    {
        _meter.CreateObservableGauge("mediaclusters.queue.depth", () => current() is not { } stats ? [] :
            from status in Unfinished
            from priority in Enum.GetValues<PriorityClass>()
            select new Measurement<long>(stats.Count(status, priority), Status(status), new("priority", Label(priority))), "{job}", "Jobs by status and priority.");

        _meter.CreateObservableGauge("mediaclusters.queue.oldest_age", () => current() is not { } stats ? [] : new Measurement<double>[]
        {
            new(stats.OldestQueuedAge.TotalSeconds, Status(ClusterJobStatus.Queued)), new(stats.OldestFailedAge.TotalSeconds, Status(ClusterJobStatus.Failed)),
        }, "s", "Age of the oldest job by status.");
    }

    /// <inheritdoc cref="ObserveQueue"/>
    public void ObserveFreshness(Func<FreshnessReading?> current)
    {
        _meter.CreateObservableGauge("mediaclusters.pets.unclustered", () => current() is not { } reading ? [] : new Measurement<long>[]
        {
            new(reading.UnclusteredPets),
        }, "{pet}", "Pets that have had photos for long (Worker:UnclusteredAfter) and have no version.");

        _meter.CreateObservableGauge("mediaclusters.versions.newest_age", () => current()?.NewestVersionAge is not { } age ? [] : new Measurement<double>[]
        {
            new(age.TotalSeconds),
        }, "s", "Time since the newest version of any pet was written.");
    }

    /// <inheritdoc cref="ObserveQueue"/>
    public void ObserveSchema(Func<SchemaReading?> current) =>
        _meter.CreateObservableGauge("mediaclusters.schema.pending_migrations", () => current() is not { } reading ? [] : new Measurement<long>[]
        {
            new(reading.PendingMigrations),
        }, "{migration}", "Migrations this program knows and the database has not applied.");

    public void Dispose() => _activities.Dispose();

    private static KeyValuePair<string, object?> Outcome(JobOutcome outcome) => new("outcome", outcome.Tag());

    private static KeyValuePair<string, object?> Kind(GroupChangeKind kind) => new("kind", kind.Label());

    private static KeyValuePair<string, object?> Status(ClusterJobStatus status) => new("status", status switch
    {
        ClusterJobStatus.Queued => "queued",
        ClusterJobStatus.Processing => "processing",
        _ => "failed",
    });

    private static string Label(PriorityClass priority) => priority switch
    {
        PriorityClass.High => "high",
        PriorityClass.Low => "low",
        _ => "normal",
    };
}
