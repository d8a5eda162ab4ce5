using System.ComponentModel;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Api.Jobs;

internal sealed record JobActionRequest(
    [property: Description("Why, for the audit; at most 200 characters.")] string? Reason = null);

internal sealed record RedriveJobsRequest(
    [property: Description("Why the jobs failed: input, attempts, crashed, cancelled, superseded. Absent: all but cancelled and superseded.")] IReadOnlyList<string>? Failure = null,
    [property: Description("The reason that the jobs were asked for with, all of it.")] string? JobReason = null,
    [property: Description("A part of their last error, in its letter case.")] string? ErrorContains = null,
    [property: Description("They failed then or later.")] DateTimeOffset? FailedAfter = null,
    [property: Description("They failed earlier.")] DateTimeOffset? FailedBefore = null,
    [property: Description("next_cursor of the answer before: goes on where that call stopped.")] string? Cursor = null,
    [property: Description("1 to 1,000 jobs, the newest failures first. Absent: 100.")] int? Limit = null,
    [property: Description("Why, for the audit; at most 200 characters.")] string? Reason = null,
    [property: Description("Say what would be done, and do nothing. Absent: false.")] bool? DryRun = null);

internal sealed record RedriveJobsResponse(
    [property: Description("Jobs queued again, or that would be.")] int Redriven,
    [property: Description("Jobs passed over on the way, for their pets have another job that is queued or processing, or somebody was at work on them at that moment.")] int Skipped,
    IReadOnlyList<Guid> JobIds,
    [property: Description("Whether there are failures that were not looked at. A call looks at 10,000 at most, whether or not the filter fits them.")] bool More,
    bool DryRun,
    [property: Description("The cursor of the next call while there are more, else null. Calls that pass it on come to an end.")] string? NextCursor);

internal sealed record FailedJobsResponse(
    [property: Description("May be fewer than the limit, or none, before the last page: 10,000 failures are looked at a page, whether or not the filter fits them.")]
    IReadOnlyList<JobResponse> Jobs,
    string? NextCursor);

internal sealed record JobEventResponse(DateTimeOffset At, string Action, string Actor, string? Reason, string? Error, string? Failure)
{
    public static JobEventResponse From(JobEvent happened) =>
        new(happened.At, happened.Action, happened.Actor, happened.Reason, happened.Error, happened.Failure);
}
