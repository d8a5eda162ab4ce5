using System.Runtime.InteropServices;
using System.Text.Json;
using MediaClusters.Api.Errors;
using MediaClusters.Api.Json;
using MediaClusters.Persistence.Images;

namespace MediaClusters.Api.Images;

/// <summary>What can be said about a batch without the database.</summary>
internal static class ImageBatchRules
{
    /// <summary>The photos in the caller's order; only to be used when <paramref name="errors"/> stayed empty.</summary>
    public static IReadOnlyList<ImageUpsert> Check(ImageBatch? batch, FieldErrors errors)
    {
        if (batch is null or { Count: 0 })
        {
            errors.Add("images", ImageBatch.Problem);
            return [];
        }

        var images = new List<ImageUpsert>(batch.Count);
        var seen = new Dictionary<Guid, int>(batch.Count);
        var dimensions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < batch.Count; i++)
        {
            if (Convert(batch[i], i, errors) is not { } image)
                continue;

            if (!seen.TryAdd(image.ImageId, i))
                errors.Add(Field(i, "image_id"), $"is there twice, first as {Field(seen[image.ImageId], "image_id")}");
            if (!dimensions.TryAdd(image.Model, image.Embedding.Length) && dimensions[image.Model] != image.Embedding.Length)
                errors.Add(Field(i, EmbeddingField(batch[i]!)), Mixed(image.Model, dimensions[image.Model], image.Embedding.Length));
            images.Add(image);
        }

        return images;
    }

    public static string Field(int index, string name) => $"images[{index}].{name}";

    /// <summary>Where the caller put the vector.</summary>
    public static string EmbeddingField(ImageItem item) => item.Embedding is null ? "embedding_base64" : "embedding";

    public static string Mixed(string model, int expected, int dimensions) =>
        $"must have {expected} dimensions like the other photos of model '{model}', has {dimensions}";

    private static int MaxBytes(JsonElement? metadata) => ReservedMetadata.MaxBytes(metadata is { } given ? JsonMarshal.GetRawUtf8Value(given) : default);

    private static ImageUpsert? Convert(ImageItem? item, int index, FieldErrors errors)
    {
        if (item is null)
        {
            errors.Add($"images[{index}]", "must be an object");
            return null;
        }

        var sound = true;
        void Wrong(string field, string problem)
        {
            sound = false;
            errors.Add(Field(index, field), problem);
        }

        if (item.ImageId is null)
            Wrong("image_id", "is required");
        if (JsonObjects.Validate(item.Metadata, MaxBytes(item.Metadata)) is { } metadata)
            Wrong("metadata", metadata);
        else if (item.Metadata is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var (field, problem) in ReservedMetadata.Check(given))
                Wrong($"metadata.{field}", problem);
        }

        var embedding = item.Embedding ?? item.EmbeddingBase64;
        if (embedding is null)
            Wrong("embedding", "is required, or embedding_base64 in its place");
        else if (item.Embedding is not null && item.EmbeddingBase64 is not null)
            Wrong("embedding_base64", "must be absent where embedding is there");
        if (!sound)
            return null;

        var image = new ImageUpsert(
            item.ImageId!.Value,
            embedding,
            item.Model ?? ImageUpsert.DefaultModel,
            item.Quality,
            item.Pose,
            item.CapturedAt,
            JsonObjects.Text(item.Metadata));
        foreach (var (field, problem) in image.Validate())
            Wrong(field == "embedding" ? EmbeddingField(item) : field, problem);
        return sound ? image : null;
    }
}
