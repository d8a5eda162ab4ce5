using MediaClusters.Persistence.Images;

namespace MediaClusters.MigrationService.Samples;

/// <summary>A made-up pet: its photos, and the groups that were planted in them.</summary>
/// <param name="PetId">The pet.</param>
/// <param name="Photos">Its photos, as a caller would send them.</param>
/// <param name="Groups">The planted groups.</param>
/// <param name="Noise">The photos that belong to no group.</param>
internal sealed record SamplePet(
    Guid PetId,
    IReadOnlyList<ImageUpsert> Photos,
    IReadOnlyList<IReadOnlyList<Guid>> Groups,
    IReadOnlyList<Guid> Noise);
