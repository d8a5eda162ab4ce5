using MediaClusters.Api.Errors;
using MediaClusters.Api.Json;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaClusters.Api.Clusters;

/// <summary>Reads of many pets at once. They are POSTs for the length of what they ask, and change nothing: a read-only token will do.</summary>
internal static class BatchEndpoints
{
    public static void Map(RouteGroupBuilder reads)
    {
        var pets = reads.MapGroup("/pets").WithTags("Clusters")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

        pets.MapPost("/clusters:batchGet", BatchGetAsync).WithName("BatchGetClusters").WithSummary("The newest versions of up to 500 pets")
            .Accepts<BatchGetRequest>("application/json")
            .Produces<BatchGetResponse>();

        pets.MapPost("/latest-versions", LatestVersionsAsync).WithName("ListLatestVersions")
            .WithSummary("The numbers of the newest versions of up to 5,000 pets, as committed when asked")
            .Accepts<LatestVersionsRequest>("application/json");
    }

    private static async Task<IResult> BatchGetAsync(HttpContext context, ILatestClusters clusters, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(context, ApiJson.TypeOf<BatchGetRequest>(), cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var errors = new FieldErrors();
        var petIds = PetIdList.Check(body.Value!.PetIds, new BatchOfPets(), errors);
        return errors.Any ? errors.ToProblem() : new VersionBatchResult(petIds, clusters);
    }

    private static async Task<Results<Ok<LatestVersionsResponse>, ProblemHttpResult>> LatestVersionsAsync(
        HttpContext context,
        IClusterReader clusters,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(context, ApiJson.TypeOf<LatestVersionsRequest>(), cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var errors = new FieldErrors();
        var petIds = PetIdList.Check(body.Value!.PetIds, new ManyPets(), errors);
        if (errors.Any)
            return errors.ToProblem();

        var versions = await clusters.ListLatestVersionsAsync(petIds, cancellationToken);
        return TypedResults.Ok(new LatestVersionsResponse(
        [
            .. petIds.Where(versions.ContainsKey).Select(petId => new LatestVersionItem(petId, versions[petId])),
        ]));
    }
}
