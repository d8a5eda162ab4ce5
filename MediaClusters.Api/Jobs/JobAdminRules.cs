using MediaClusters.Api.Errors;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Api.Jobs;

internal static class JobAdminRules
{
    private const int DefaultLimit = 100;
    private const int MaxErrorLength = 200;

    private static readonly string KnownFailures = $"{string.Join(", ", JobFailures.All.SkipLast(1))} or {JobFailures.All[^1]}";

    /// <summary>Only to be used when <paramref name="errors"/> stayed empty.</summary>
    public static (FailedJobFilter Filter, FailedJobKey? Before, int Limit) Check(RedriveJobsRequest request, FieldErrors errors)
    {
        CheckFailures(request.Failure, errors);
        if (Reasons.Check(request.JobReason) is { } jobReason)
            errors.Add("job_reason", jobReason);
        if (request.ErrorContains is { } error && (error.Length is 0 or > MaxErrorLength || error.Any(char.IsControl)))
            errors.Add("error_contains", $"must have 1 to {MaxErrorLength} characters and no control characters");
        if (request.FailedAfter >= request.FailedBefore)
            errors.Add("failed_before", "must be later than failed_after");
        if (request.Limit is < 1 or > IJobAdmin.MaxJobs)
            errors.Add("limit", $"must lie between 1 and {IJobAdmin.MaxJobs}");
        var before = ReadCursor(request.Cursor, errors);
        if (Reasons.Check(request.Reason) is { } reason)
            errors.Add("reason", reason);

        return (
            new FailedJobFilter(request.Failure, request.JobReason, request.ErrorContains, request.FailedAfter, request.FailedBefore),
            before,
            request.Limit ?? DefaultLimit);
    }

    /// <summary>Jobs of all pets are found by their failure alone, so that must be what is asked for.</summary>
    public static FailedJobFilter ReadFilter(string? status, string? failure, FieldErrors errors)
    {
        if (status != "failed")
            errors.Add("status", "must be failed: of all pets together only failed jobs are listed");
        if (failure is not null)
            CheckFailure("failure", failure, errors);
        return new FailedJobFilter(failure is null ? null : [failure]);
    }

    public static FailedJobKey? ReadCursor(string? cursor, FieldErrors errors)
        => Paging.ReadTimeCursor(cursor, errors) is var (time, id) ? new(time, id) : null;

    public static string? Cursor(FailedJobKey? next) => next is null ? null : Paging.Cursor(next.FailedAt, next.JobId);

    private static void CheckFailures(IReadOnlyList<string>? failures, FieldErrors errors)
    {
        if (failures is null)
            return;
        if (failures.Count == 0 || failures.Count > JobFailures.All.Count)
        {
            errors.Add("failure", $"must hold 1 to {JobFailures.All.Count} of {KnownFailures}");
            return;
        }

        for (var i = 0; i < failures.Count; i++)
            CheckFailure($"failure[{i}]", failures[i], errors);
    }

    private static void CheckFailure(string field, string? failure, FieldErrors errors)
    {
        if (!JobFailures.All.Contains(failure, StringComparer.Ordinal))
            errors.Add(field, $"must be {KnownFailures}");
    }
}
