using MediaClusters.Api.Errors;
using MediaClusters.Api.Json;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Images;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MediaClusters.Api.Images;

internal static class ImageEndpoints
{
    private const int MaxBodyBytes = 64 * 1024 * 1024;

    public static void Map(RouteGroupBuilder writes)
    {
        var images = writes.MapGroup("/pets/{pet_id}/images").WithTags("Images");

        images.MapPut("", PutAsync).WithName("PutImages").WithSummary("Insert or update photos of a pet, all of them or none")
            .Accepts<PutImagesRequest>("application/json")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesValidationProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .AddEndpointFilter<ImageUploadGate.Filter>()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .WithRequestTimeout(ImageUploadOptions.TimeoutPolicy);

        images.MapDelete("/{image_id}", DeleteAsync).WithName("DeleteImage").WithSummary("Remove a photo of a pet")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);

        images.MapPut("/{image_id}/pin", PinAsync).WithName("PinImage")
            .WithSummary("Choose a photo to be its group's hero, from the pet's next version on; asks for no job")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

        images.MapDelete("/{image_id}/pin", UnpinAsync).WithName("UnpinImage")
            .WithSummary("Take a photo's pin away, from the pet's next version on; asks for no job")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<PutImagesResponse>, ProblemHttpResult>> PutAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        HttpContext context,
        IImageStore store,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(context, ApiJson.TypeOf<PutImagesRequest>(), cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var errors = new FieldErrors();
        var images = ImageBatchRules.Check(body.Value!.Images, errors);
        if (errors.Any)
            return errors.ToProblem();

        var result = await store.UpsertAsync(petId, images, cancellationToken);
        return result.Accepted
            ? TypedResults.Ok(new PutImagesResponse(petId, result.Inserted, result.Updated, result.Unchanged))
            : Conflict(result, body.Value.Images!);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        [FromRoute(Name = RouteNames.ImageId)] Guid imageId,
        IImageStore store,
        CancellationToken cancellationToken) =>
        Answer(await store.DeleteAsync(petId, imageId, cancellationToken), petId, imageId);

    private static async Task<Results<NoContent, ProblemHttpResult>> PinAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        [FromRoute(Name = RouteNames.ImageId)] Guid imageId,
        IImageStore store,
        CancellationToken cancellationToken) =>
        await store.PinAsync(petId, imageId, cancellationToken) is var result && result == PinResult.Unpinnable
            ? Problems.MetadataNotObject(imageId)
            : Answer(result == PinResult.Pinned, petId, imageId);

    private static async Task<Results<NoContent, ProblemHttpResult>> UnpinAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        [FromRoute(Name = RouteNames.ImageId)] Guid imageId,
        IImageStore store,
        CancellationToken cancellationToken) =>
        Answer(await store.UnpinAsync(petId, imageId, cancellationToken), petId, imageId);

    private static Results<NoContent, ProblemHttpResult> Answer(bool found, Guid petId, Guid imageId) =>
        found ? TypedResults.NoContent() : Problems.NotFound($"Pet {petId} has no photo {imageId}.");

    private static ProblemHttpResult Conflict(UpsertResult result, ImageBatch batch)
    {
        var foreign = result.ForeignImageIds.ToHashSet();
        var misfits = result.DimensionConflicts.ToDictionary(conflict => conflict.ImageId);
        var errors = new FieldErrors();
        for (var i = 0; i < batch.Count; i++)
        {
            var image = batch[i]!;
            if (foreign.Contains(image.ImageId!.Value))
                errors.Add(ImageBatchRules.Field(i, "image_id"), "belongs to another pet");
            if (misfits.TryGetValue(image.ImageId.Value, out var misfit))
                errors.Add(ImageBatchRules.Field(i, ImageBatchRules.EmbeddingField(image)), ImageBatchRules.Mixed(misfit.Model, misfit.Expected, misfit.Dimensions));
        }

        return foreign.Count > 0
            ? errors.ToProblem(StatusCodes.Status409Conflict, Problems.ForeignImageType, "Photos of another pet")
            : errors.ToProblem();
    }
}
