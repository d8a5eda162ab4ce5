namespace MediaClusters.Clustering;

/// <summary>A pet has more photos than a run may take; see <see cref="ClusteringOptions.MaxPhotos"/>.</summary>
public sealed class TooManyPhotosException(int count, int limit)
    : UnclusterableInputException($"The pet has {count} photos; a run takes at most {limit}")
{
    /// <summary>Photos that came.</summary>
    public int Count { get; } = count;

    /// <summary>Photos that are allowed.</summary>
    public int Limit { get; } = limit;
}
