namespace MediaClusters.Clustering;

/// <summary>A photo of the input is unfit.</summary>
public sealed class InvalidEmbeddingException(Guid imageId, string reason)
    : UnclusterableInputException($"Image {imageId}: {reason}")
{
    /// <summary>The photo at fault.</summary>
    public Guid ImageId { get; } = imageId;

    /// <summary>What is wrong with it, as the end of a sentence.</summary>
    public string Reason { get; } = reason;
}
