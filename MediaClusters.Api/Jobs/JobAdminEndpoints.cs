using MediaClusters.Api.Errors;
using MediaClusters.Api.Json;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MediaClusters.Api.Jobs;

/// <summary>What people do to jobs; docs/failed-jobs.md.</summary>
internal static class JobAdminEndpoints
{
    public static void Map(RouteGroupBuilder reads, RouteGroupBuilder writes)
    {
        reads.MapGet("/jobs", ListFailedAsync).WithName("ListFailedJobs").WithTags("Jobs")
            .WithSummary("Failed jobs of all pets, the newest failure first")
            .ProducesValidationProblem();

        MapAction(writes, "/jobs/{job_id}/cancel", CancelAsync).WithName("CancelJob").WithSummary("Take a queued job back");
        MapAction(writes, "/jobs/{job_id}/redrive", RedriveAsync).WithName("RedriveJob").WithSummary("Queue a failed job again, with fresh attempts");

        writes.MapPost("/jobs:redrive", RedriveManyAsync).WithName("RedriveJobs").WithTags("Jobs")
            .WithSummary("Queue failed jobs again that a filter fits, one a pet")
            .Accepts<RedriveJobsRequest>("application/json")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static RouteHandlerBuilder MapAction(RouteGroupBuilder writes, string route, Delegate action) =>
        writes.MapPost(route, action).WithTags("Jobs")
            .Accepts<JobActionRequest>(isOptional: true, "application/json")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> CancelAsync(
        [FromRoute(Name = RouteNames.JobId)] Guid jobId,
        HttpContext context,
        IJobAdmin admin,
        IJobReader jobs,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var (order, refusal) = await ReadOrderAsync(context, cancellationToken);
        if (order is null)
            return refusal!;

        var result = await admin.CancelAsync(jobId, order, cancellationToken);
        if (result.Outcome == CancelOutcome.NotQueued)
            return Problems.JobNotQueued(jobId, JobRules.Label(result.Status!.Value));
        if (result.Outcome == CancelOutcome.Cancelled)
            Log.JobCancelled(loggers.CreateLogger(typeof(JobAdminEndpoints)), jobId, order.Actor, order.Reason);
        return await FindAsync(jobId, jobs, cancellationToken) is { } job ? TypedResults.Ok(job) : Problems.NoJob(jobId);
    }

    private static async Task<Results<Accepted<JobResponse>, ProblemHttpResult>> RedriveAsync(
        [FromRoute(Name = RouteNames.JobId)] Guid jobId,
        HttpContext context,
        IJobAdmin admin,
        IJobReader jobs,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var (order, refusal) = await ReadOrderAsync(context, cancellationToken);
        if (order is null)
            return refusal!;

        var result = await admin.RedriveAsync(jobId, order, cancellationToken);
        if (result.Outcome == RedriveOutcome.NotFailed)
            return Problems.JobNotFailed(jobId, JobRules.Label(result.Status!.Value));
        if (result.Outcome == RedriveOutcome.PetBusy)
            return Problems.PetHasActiveJob(result.ActiveJobId!.Value);
        if (result.Outcome == RedriveOutcome.Redriven)
            Log.JobRedriven(loggers.CreateLogger(typeof(JobAdminEndpoints)), jobId, order.Actor, order.Reason);
        return await FindAsync(jobId, jobs, cancellationToken) is { } job
            ? TypedResults.Accepted($"{InternalApiEndpoints.Prefix}/jobs/{jobId}", job)
            : Problems.NoJob(jobId);
    }

    private static async Task<Results<Ok<RedriveJobsResponse>, ProblemHttpResult>> RedriveManyAsync(
        HttpContext context,
        IJobAdmin admin,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(context, ApiJson.TypeOf<RedriveJobsRequest>(), cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var request = body.Value!;
        var errors = new FieldErrors();
        var (filter, before, limit) = JobAdminRules.Check(request, errors);
        if (errors.Any)
            return errors.ToProblem();

        var order = request.DryRun is true ? null : new JobOrder(Caller.NameOf(context), request.Reason);
        var result = await admin.RedriveAsync(filter, before, limit, order, cancellationToken);
        if (order is not null)
            Log.JobsRedriven(loggers.CreateLogger(typeof(JobAdminEndpoints)), result.JobIds.Count, result.Skipped, order.Actor, order.Reason);
        return TypedResults.Ok(new RedriveJobsResponse(
            result.JobIds.Count, result.Skipped, result.JobIds, More: result.Next is not null, DryRun: order is null, JobAdminRules.Cursor(result.Next)));
    }

    private static async Task<Results<Ok<FailedJobsResponse>, ProblemHttpResult>> ListFailedAsync(
        string? status,
        string? failure,
        string? limit,
        string? cursor,
        IJobReader jobs,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var filter = JobAdminRules.ReadFilter(status, failure, errors);
        var size = Paging.ReadLimit(limit, errors);
        var before = JobAdminRules.ReadCursor(cursor, errors);
        if (errors.Any)
            return errors.ToProblem();

        var page = await jobs.ListFailedAsync(filter, before, size, cancellationToken);
        return TypedResults.Ok(new FailedJobsResponse([.. page.Jobs.Select(JobResponse.From)], JobAdminRules.Cursor(page.Next)));
    }

    private static async Task<(JobOrder? Order, ProblemHttpResult? Refusal)> ReadOrderAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadOptionalAsync(context, ApiJson.TypeOf<JobActionRequest>(), new(), cancellationToken);
        if (body.Refusal is { } refusal)
            return (null, refusal);
        return Reasons.Check(body.Value!.Reason) is { } problem
            ? (null, FieldErrors.Problem("reason", problem))
            : (new JobOrder(Caller.NameOf(context), body.Value.Reason), null);
    }

    private static async Task<JobResponse?> FindAsync(Guid jobId, IJobReader jobs, CancellationToken cancellationToken) =>
        await jobs.FindAsync(jobId, cancellationToken) is { } job ? JobResponse.From(job) : null;
}
