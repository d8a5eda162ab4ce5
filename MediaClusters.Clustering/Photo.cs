namespace MediaClusters.Clustering;

/// <summary>One photo of a pet as the engine sees it.</summary>
/// <param name="ImageId">The photo's id; ties everywhere are broken by it.</param>
/// <param name="Embedding">The embedding, of any length but the same for all photos of a run; need not be unit length.</param>
/// <param name="Quality">Quality in [0, 1], or null when the embedder gave none.</param>
/// <param name="Pose">The pose, such as "front", or null.</param>
/// <param name="CapturedAt">When the photo was taken, or null.</param>
public sealed record Photo(
    Guid ImageId,
    ReadOnlyMemory<float> Embedding,
    double? Quality = null,
    string? Pose = null,
    DateTimeOffset? CapturedAt = null)
{
    /// <summary>What the photo shows, such as "beach"; groups are named by them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether people chose it to stand for its group; the best of several that are pinned does.</summary>
    public bool IsPinned { get; init; }
}
