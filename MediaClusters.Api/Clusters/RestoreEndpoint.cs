using MediaClusters.Api.Errors;
using MediaClusters.Api.Json;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Clusters;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MediaClusters.Api.Clusters;

internal static class RestoreEndpoint
{
    public static void Map(RouteGroupBuilder writes) =>
        writes.MapPost("/pets/{pet_id}/clusters/{version}/restore", RestoreAsync).WithName("RestoreClusters").WithTags("Clusters")
            .WithSummary("Make an old version the newest again, as a new version")
            .Accepts<RestoreVersionRequest>(isOptional: true, "application/json")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<Results<Created<RestoreVersionResponse>, ProblemHttpResult>> RestoreAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        [FromRoute(Name = RouteNames.Version)] long version,
        HttpContext context,
        IVersionRestorer restorer,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadOptionalAsync(context, ApiJson.TypeOf<RestoreVersionRequest>(), new(), cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var request = body.Value!;
        var errors = new FieldErrors();
        if (Reasons.Check(request.Reason) is { } reason)
            errors.Add("reason", reason);
        if (request.ExpectedLatestVersion < 1)
            errors.Add("expected_latest_version", Versions.Problem);
        if (errors.Any)
            return errors.ToProblem();

        var result = await restorer.RestoreAsync(
            new RestoreRequest(petId, version, request.AllowMissingPhotos ?? false, request.ExpectedLatestVersion), cancellationToken);
        if (result.Version is not { } restored)
            return Refuse(petId, version, result);

        Log.VersionRestored(loggers.CreateLogger(typeof(RestoreEndpoint)), petId, version, restored.Version, Caller.NameOf(context), request.Reason);
        return TypedResults.Created(
            $"{InternalApiEndpoints.Prefix}/pets/{petId}/clusters/{restored.Version}",
            new RestoreVersionResponse(petId, restored.Version, version, restored.CreatedAt));
    }

    private static ProblemHttpResult Refuse(Guid petId, long version, RestoreResult result) => result.Outcome switch
    {
        RestoreOutcome.AlreadyLatest => Problems.AlreadyLatest(result.LatestVersion),
        RestoreOutcome.LatestMoved => Problems.LatestMoved(result.LatestVersion),
        RestoreOutcome.PhotosMissing => Problems.PhotosMissing(result.Missing!),
        _ => Problems.NotFound($"Pet {petId} has no version {version}."),
    };
}
