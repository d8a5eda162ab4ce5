using MediaClusters.Api.Errors;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MediaClusters.Api.Clusters;

internal static class ClusterEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(RouteGroupBuilder reads, RouteGroupBuilder writes)
    {
        var pets = reads.MapGroup("/pets/{pet_id}/clusters").WithTags("Clusters").ProducesValidationProblem();

        pets.MapMethods("/latest", GetAndHead, LatestAsync).WithName("GetLatestClusters").WithSummary("The newest version, with members and heroes")
            .WithMetadata(new PlainRead(IsLatest: true))
            .Produces<ClusterVersionResponse>()
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);

        pets.MapMethods("/{version}", GetAndHead, VersionAsync).WithName("GetClusters").WithSummary("One version; it never changes")
            .WithMetadata(new PlainRead(IsLatest: false))
            .Produces<ClusterVersionResponse>()
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);

        pets.MapGet("", HistoryAsync).WithName("ListClusters").WithSummary("A pet's versions, newest first");

        reads.MapGet("/images/{image_id}/clusters", PlacementsAsync).WithName("FindImage").WithTags("Clusters")
            .WithSummary("Where a photo stands, newest version first")
            .ProducesValidationProblem();

        writes.MapPost("/pets/{pet_id}/invalidate", InvalidateAsync).WithName("InvalidateLatest").WithTags("Clusters")
            .WithSummary("Drop the cached newest version")
            .ProducesValidationProblem();
    }

    private static async Task<IResult> LatestAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        [FromQuery(Name = "min_version")] string? minVersion,
        HttpContext context,
        ILatestClusters clusters,
        CancellationToken cancellationToken)
    {
        var wanted = 0L;
        if (minVersion is not null && !Versions.TryParse(minVersion, out wanted))
            return FieldErrors.Problem("min_version", Versions.Problem);

        var latest = await clusters.FindAsync(petId, wanted, cancellationToken);
        if (latest?.Version >= wanted)
            return new VersionBodyResult(latest, VersionBodyResult.Revalidate);
        return wanted > 0
            ? Problems.NotYet(context, wanted, latest?.Version)
            : Problems.NoClusters(petId);
    }

    private static async Task<IResult> VersionAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        [FromRoute(Name = RouteNames.Version)] long version,
        IClusterReader clusters,
        CancellationToken cancellationToken) =>
        await clusters.FindVersionAsync(petId, version, cancellationToken) is { } body
            ? new VersionBodyResult(body, VersionBodyResult.Immutable)
            : Problems.NoVersion(petId, version);

    private static async Task<Results<Ok<HistoryResponse>, ProblemHttpResult>> HistoryAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        string? limit,
        string? cursor,
        IClusterReader clusters,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var size = Paging.ReadLimit(limit, errors);
        var before = Paging.ReadVersionCursor(cursor, errors);
        if (errors.Any)
            return errors.ToProblem();

        var (page, last) = Paging.Cut(await clusters.ListAsync(petId, before, size + 1, cancellationToken), size);
        return TypedResults.Ok(new HistoryResponse(
            petId,
            [.. page.Select(HistoryItem.From)],
            last is null ? null : Paging.Cursor(last.Version)));
    }

    private static async Task<Results<Ok<PlacementsResponse>, ProblemHttpResult>> PlacementsAsync(
        [FromRoute(Name = RouteNames.ImageId)] Guid imageId,
        [FromQuery(Name = "latest_only")] string? latestOnly,
        string? limit,
        string? cursor,
        IClusterReader clusters,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (latestOnly is not (null or "true" or "false"))
            errors.Add("latest_only", "must be true or false");
        var size = Paging.ReadLimit(limit, errors);
        var before = Paging.ReadIdCursor(cursor, errors);
        if (errors.Any)
            return errors.ToProblem();

        var found = await clusters.FindPlacementsAsync(imageId, latestOnly != "false", before, size + 1, cancellationToken);
        var (page, last) = Paging.Cut(found, size);
        return TypedResults.Ok(new PlacementsResponse(
            imageId,
            [.. page.Select(PlacementItem.From)],
            last is null ? null : Paging.Cursor(last.ClusterId)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> InvalidateAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        HttpContext context,
        ILatestClusters clusters,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        if (await clusters.InvalidateAsync(petId, cancellationToken))
            return TypedResults.NoContent();

        Log.InvalidationFailed(loggers.CreateLogger(typeof(ClusterEndpoints)), petId);
        return Problems.Unavailable(context, "The cache could not be told. Try again.");
    }
}
