using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediaClusters.Api.Json;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Api.Jobs;

internal sealed record EnqueueJobRequest(
    [property: Description("The pet to cluster.")] Guid? PetId,
    [property: Description("Why, for the audit; at most 200 characters.")] string? Reason = null,
    [property: Description("Write a new version even when the photos are unchanged. Absent: false.")] bool? Force = null,
    [property: Description("-100 to 100; higher runs sooner. Absent: 0.")] int? Priority = null,
    [property: Description("A JSON object of at most 16 KiB, kept with the job.")] JsonElement? Metadata = null);

internal sealed record EnqueueJobResponse(
    Guid JobId,
    Guid PetId,
    [property: JsonConverter(typeof(SnakeCaseEnumConverter<ClusterJobStatus>))] ClusterJobStatus Status,
    [property: JsonConverter(typeof(SnakeCaseEnumConverter<EnqueueDisposition>))] EnqueueDisposition Disposition);

internal sealed record JobResponse(
    Guid JobId,
    Guid PetId,
    [property: JsonConverter(typeof(SnakeCaseEnumConverter<ClusterJobStatus>))] ClusterJobStatus Status,
    int Attempts,
    int MaxAttempts,
    string? LastError,
    [property: Description("Why it failed: input, attempts, crashed, cancelled or superseded. Null unless it did, and where that was not kept yet.")] string? Failure,
    [property: Description("How often in a row it waited for photos of a pet that has too few.")] int Snoozes,
    string? Reason,
    bool Force,
    bool Rerun,
    int Priority,
    RawJson? Metadata,
    string? WorkerId,
    long? ResultVersion,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset RunAfter,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    DateTimeOffset? LeaseExpiresAt,
    [property: Description("What callers did to it, the newest 100, the oldest of them first; not in lists.")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<JobEventResponse>? Events)
{
    public static JobResponse From(JobDetails job) => new(
        job.JobId,
        job.PetId,
        job.Status,
        job.Attempts,
        job.MaxAttempts,
        job.LastError,
        job.Failure,
        job.Snoozes,
        job.Reason,
        job.Force,
        job.Rerun,
        job.Priority,
        RawJson.From(job.Metadata),
        job.WorkerId,
        job.ResultVersion,
        job.EnqueuedAt,
        job.RunAfter,
        job.StartedAt,
        job.CompletedAt,
        job.LeaseExpiresAt,
        job.Events is null ? null : [.. job.Events.Select(JobEventResponse.From)]);
}

internal sealed record JobListResponse(Guid PetId, IReadOnlyList<JobResponse> Jobs, string? NextCursor);
