using MediaClusters.Api.Errors;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Pets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MediaClusters.Api.Pets;

internal static class PetEndpoints
{
    public static void Map(RouteGroupBuilder writes) =>
        writes.MapDelete("/pets/{pet_id}", DeleteAsync).WithName("DeletePet").WithTags("Pets")
            .WithSummary("Delete a pet and all its data; the counts are kept as the audit")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<DeletePetResponse>, ProblemHttpResult>> DeleteAsync(
        [FromRoute(Name = RouteNames.PetId)] Guid petId,
        string? reason,
        HttpContext context,
        IPetStore pets,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        if (Reasons.Check(reason) is { } problem)
            return FieldErrors.Problem("reason", problem);

        var caller = Caller.NameOf(context);
        if (await pets.DeleteAsync(petId, caller, reason, cancellationToken) is not { } deleted)
            return Problems.NotFound($"Nothing is known of pet {petId}.");

        Log.PetDeleted(loggers.CreateLogger(typeof(PetEndpoints)), petId, deleted.Version, caller, reason);
        return TypedResults.Ok(new DeletePetResponse(petId, deleted.DeletedAt, deleted.Removed));
    }
}
