using System.Diagnostics;
using MediaClusters.Api.Errors;
using MediaClusters.Api.Json;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Api.Jobs;

internal static class JobRules
{
    private const int MaxPriority = 100;

    /// <summary>The request as the queue takes it; only to be used when <paramref name="errors"/> stayed empty.</summary>
    public static EnqueueRequest Check(EnqueueJobRequest request, string? idempotencyKey, FieldErrors errors)
    {
        if (request.PetId is null)
            errors.Add("pet_id", "is required");
        if (Reasons.Check(request.Reason) is { } reason)
            errors.Add("reason", reason);
        if (request.Priority is < -MaxPriority or > MaxPriority)
            errors.Add("priority", $"must lie between {-MaxPriority} and {MaxPriority}");
        var problem = JsonObjects.Validate(request.Metadata, ImageUpsert.MaxMetadataBytes);
        if (problem is not null)
            errors.Add("metadata", problem);

        return new EnqueueRequest(
            request.PetId.GetValueOrDefault(),
            request.Reason,
            request.Force ?? false,
            request.Priority ?? 0,
            problem is null ? JsonObjects.Text(request.Metadata) : null,
            idempotencyKey,
            Activity.Current?.Id);
    }

    public static string Label(ClusterJobStatus status) => status switch
    {
        ClusterJobStatus.Queued => "queued",
        ClusterJobStatus.Processing => "processing",
        ClusterJobStatus.Succeeded => "succeeded",
        _ => "failed",
    };

    public static ClusterJobStatus? ReadStatus(string? text, FieldErrors errors)
    {
        switch (text)
        {
            case null: return null;
            case "queued": return ClusterJobStatus.Queued;
            case "processing": return ClusterJobStatus.Processing;
            case "succeeded": return ClusterJobStatus.Succeeded;
            case "failed": return ClusterJobStatus.Failed;
            default:
                errors.Add("status", "must be queued, processing, succeeded or failed");
                return null;
        }
    }
}
