namespace MediaClusters.Persistence.Images;

/// <summary>A photo as a caller hands it in.</summary>
/// <param name="ImageId">The photo's id, unique over all pets.</param>
/// <param name="Embedding">384 to 1,024 finite floats, not all zero.</param>
/// <param name="Model">The embedder, 1 to 100 characters.</param>
/// <param name="Quality">[0, 1] or null.</param>
/// <param name="Pose">At most 50 characters, or null.</param>
/// <param name="CapturedAt">When the photo was taken, or null.</param>
/// <param name="Metadata">A JSON object of at most 16 KiB, a pin not counted, or null; for some of its keys see <see cref="ReservedMetadata"/>.</param>
public sealed record ImageUpsert(
    Guid ImageId,
    ReadOnlyMemory<float> Embedding,
    string Model,
    double? Quality = null,
    string? Pose = null,
    DateTimeOffset? CapturedAt = null,
    string? Metadata = null)
{
    public const int MinDimensions = 384;
    public const int MaxDimensions = 1024;
    public const int MaxModelLength = 100;
    public const int MaxPoseLength = 50;
    public const int MaxMetadataBytes = 16 * 1024;

    /// <summary>The model of photos whose caller names none.</summary>
    public const string DefaultModel = "default";

    /// <summary>The wrong field (in the API's names) and what is wrong with it; nothing when the photo is sound.</summary>
    public IEnumerable<(string Field, string Problem)> Validate()
    {
        if (ImageId == Guid.Empty)
            yield return ("image_id", "must not be the nil UUID");
        if (ValidateEmbedding() is { } problem)
            yield return ("embedding", problem);
        if (string.IsNullOrWhiteSpace(Model) || Model.Length > MaxModelLength || HasControl(Model))
            yield return ("model", $"must have 1 to {MaxModelLength} characters and no control characters");
        if (Quality is { } quality && !(quality is >= 0 and <= 1))
            yield return ("quality", "must lie between 0 and 1");
        if (Pose is { } pose && (pose.Length is 0 or > MaxPoseLength || HasControl(pose)))
            yield return ("pose", $"must have 1 to {MaxPoseLength} characters and no control characters");
        if (Metadata is not null && ValidateMetadata(Metadata) is { } tooLong)
            yield return ("metadata", tooLong);
    }

    private static string? ValidateMetadata(string metadata)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(metadata);
        var most = ReservedMetadata.MaxBytes(text);
        return text.Length > most ? $"must not exceed {most} bytes of JSON" : null;
    }

    private string? ValidateEmbedding()
    {
        var values = Embedding.Span;
        if (values.Length is < MinDimensions or > MaxDimensions)
            return $"must have {MinDimensions} to {MaxDimensions} dimensions, has {values.Length}";

        var norm = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return $"must hold finite numbers only; index {i} is {values[i]}";
            norm += (double)values[i] * values[i];
        }

        return norm > 0 ? null : "must not be the zero vector";
    }

    private static bool HasControl(string text) => text.Any(char.IsControl);
}
