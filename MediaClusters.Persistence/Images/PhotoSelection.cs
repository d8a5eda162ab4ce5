namespace MediaClusters.Persistence.Images;

/// <summary>
/// The photos of a pet that can be clustered together. Embeddings of different models have no common space, so
/// these are the photos of the model most of the pet's photos have; on a tie, of the first by name.
/// </summary>
/// <param name="Model">The model, or null when the pet has no photos.</param>
/// <param name="Count">Photos of that model. When it exceeds the caller's limit, <paramref name="Photos"/> is empty: they were not loaded.</param>
/// <param name="LeftOut">Photos of other models.</param>
/// <param name="Photos">The photos, by id.</param>
public sealed record PhotoSelection(string? Model, int Count, int LeftOut, IReadOnlyList<StoredPhoto> Photos);
