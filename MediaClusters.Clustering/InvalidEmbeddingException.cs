namespace MediaClusters.Clustering;

/// <summary>The input of a run cannot be clustered. Retrying does not help.</summary>
public sealed class InvalidEmbeddingException(Guid imageId, string reason)
    : Exception($"Image {imageId}: {reason}")
{
    /// <summary>The photo at fault.</summary>
    public Guid ImageId { get; } = imageId;

    /// <summary>What is wrong with it, as the end of a sentence.</summary>
    public string Reason { get; } = reason;
}
