using MediaClusters.Persistence.Images;

namespace MediaClusters.Worker.Jobs;

/// <summary>Embeddings of different models have no common space: the photos of the pet's most used model are clustered.</summary>
internal sealed record PhotoSelection(string? Model, IReadOnlyList<StoredPhoto> Photos, int LeftOut)
{
    public static PhotoSelection From(IReadOnlyList<StoredPhoto> photos)
    {
        var majority = photos
            .GroupBy(photo => photo.Model, StringComparer.Ordinal)
            .OrderByDescending(model => model.Count())
            .ThenBy(model => model.Key, StringComparer.Ordinal)
            .FirstOrDefault();

        if (majority is null)
            return new(Model: null, [], LeftOut: 0);

        var chosen = majority.ToArray();
        return new(majority.Key, chosen, photos.Count - chosen.Length);
    }
}
