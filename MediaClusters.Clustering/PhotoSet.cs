namespace MediaClusters.Clustering;

/// <summary>A pet's photos, by image id and checked; what can be told without their embeddings.</summary>
internal sealed class PhotoSet
{
    private readonly Photo[] _photos;

    private PhotoSet(Photo[] photos) => _photos = photos;

    /// <summary>The photos by image id.</summary>
    public IReadOnlyList<Photo> Photos => _photos;

    /// <summary>When the newest photo was taken; null when no photo tells.</summary>
    public DateTimeOffset? Newest => Photos.Max(photo => photo.CapturedAt);

    /// <summary>Mean quality of the photos that have one; null when none has.</summary>
    public double? AverageQuality => Photos.Average(photo => photo.Quality);

    /// <summary>Position of a photo; negative when it is not there.</summary>
    public int Find(Guid imageId)
    {
        var (low, high) = (0, _photos.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _photos[middle].ImageId.CompareTo(imageId);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>Sorts and checks.</summary>
    /// <exception cref="InvalidEmbeddingException">An image id is there twice, or a quality lies outside [0, 1].</exception>
    public static PhotoSet From(IReadOnlyList<Photo> photos)
    {
        var sorted = photos.ToArray();
        Array.Sort(sorted, (left, right) => left.ImageId.CompareTo(right.ImageId));
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i > 0 && sorted[i].ImageId == sorted[i - 1].ImageId)
                throw new InvalidEmbeddingException(sorted[i].ImageId, "the image id is there twice");
            if (sorted[i].Quality is { } quality && !(quality is >= 0 and <= 1))
                throw new InvalidEmbeddingException(sorted[i].ImageId, "the quality lies outside [0, 1]");
        }

        return new PhotoSet(sorted);
    }
}
