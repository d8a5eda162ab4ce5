using MediaClusters.Clustering;

namespace MediaClusters.Evaluation.Pets;

/// <summary>What is known of a photo besides its embedding, and what the generator alone knows.</summary>
/// <param name="Portrait">Whether it stands well for its group.</param>
/// <param name="Deviation">How far from the centre of its group it lies, as a multiple of the group's spread.</param>
/// <param name="Evidence">Log likelihood ratio of the rest for a portrait.</param>
internal sealed record Signals(bool Portrait, double Deviation, double Evidence, double? Quality, string? Pose, DateTimeOffset? CapturedAt)
{
    public Photo Photo(Guid id, float[] embedding) => new(id, embedding, Quality, Pose, CapturedAt);
}
