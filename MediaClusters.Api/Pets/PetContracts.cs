namespace MediaClusters.Api.Pets;

internal sealed record DeletePetResponse(Guid PetId, DateTimeOffset DeletedAt, IReadOnlyDictionary<string, long> Removed);
