namespace MediaClusters.Persistence.Images;

/// <summary>A row of <c>pet_images</c>: a photo and its embedding.</summary>
internal sealed class PetImage
{
    public Guid ImageId { get; init; }

    public Guid PetId { get; init; }

    /// <summary>Float32, little-endian.</summary>
    public required byte[] Embedding { get; init; }

    public short Dimensions { get; init; }

    public required string Model { get; init; }

    public double? Quality { get; init; }

    public string? Pose { get; init; }

    public DateTimeOffset? CapturedAt { get; init; }

    public string? Metadata { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}
