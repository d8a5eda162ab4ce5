using MediaClusters.Api.Errors;
using MediaClusters.Api.Json;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MediaClusters.Api.Jobs;

internal static class JobEndpoints
{
    public static void Map(RouteGroupBuilder reads, RouteGroupBuilder writes)
    {
        writes.MapPost("/cluster-jobs", EnqueueAsync).WithName("EnqueueJob").WithTags("Jobs").WithSummary("Ask for a pet to be clustered")
            .Accepts<EnqueueJobRequest>("application/json")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        reads.MapGet("/jobs/{job_id}", FindAsync).WithName("GetJob").WithTags("Jobs").WithSummary("One job")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);

        reads.MapGet("/pets/{pet_id}/jobs", ListAsync).WithName("ListJobs").WithTags("Jobs").WithSummary("A pet's jobs, newest first")
            .ProducesValidationProblem();
    }

    private static async Task<Results<Accepted<EnqueueJobResponse>, ProblemHttpResult>> EnqueueAsync(
        HttpContext context,
        IJobQueue queue,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(context, ApiJson.TypeOf<EnqueueJobRequest>(), cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var errors = new FieldErrors();
        var request = JobRules.Check(body.Value!, IdempotencyKey.Read(context, errors), errors);
        if (errors.Any)
            return errors.ToProblem();

        var result = await queue.EnqueueAsync(request, cancellationToken);
        return result.Disposition == EnqueueDisposition.KeyReused
            ? Problems.KeyReused(IdempotencyKey.Header)
            : TypedResults.Accepted(
                $"{InternalApiEndpoints.Prefix}/jobs/{result.JobId}",
                new EnqueueJobResponse(result.JobId, request.PetId, result.Status, result.Disposition));
    }

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> FindAsync(
        [FromRoute(Name = RouteNames.JobId)] Guid jobId,
        IJobReader jobs,
        CancellationToken cancellationToken) =>
        await jobs.FindAsync(jobId, cancellationToken) is { } job
            ? TypedResults.Ok(JobResponse.From(job))
            : Problems.NoJob(jobId);

    private static async Task<Results<Ok<JobListResponse>, ProblemHttpResult>> ListAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        string? status,
        string? limit,
        string? cursor,
        IJobReader jobs,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var wanted = JobRules.ReadStatus(status, errors);
        var size = Paging.ReadLimit(limit, errors);
        var before = Paging.ReadIdCursor(cursor, errors);
        if (errors.Any)
            return errors.ToProblem();

        var (page, last) = Paging.Cut(await jobs.ListAsync(petId, wanted, before, size + 1, cancellationToken), size);
        return TypedResults.Ok(new JobListResponse(
            petId,
            [.. page.Select(JobResponse.From)],
            last is null ? null : Paging.Cursor(last.JobId)));
    }
}
