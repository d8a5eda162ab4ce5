using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaClusters.Api.Images;

internal sealed record PutImagesRequest(
    [property: Description("1 to 1,000 photos with distinct ids.")] ImageBatch? Images);

internal sealed record ImageItem(
    [property: Description("Unique over all pets.")] Guid? ImageId,
    [property: JsonConverter(typeof(EmbeddingConverter))]
    [property: Description("384 to 1,024 finite numbers, not all zero. This or embedding_base64.")] float[]? Embedding = null,
    [property: JsonConverter(typeof(Base64EmbeddingConverter))]
    [property: Description("The same as base64 of little-endian float32.")] float[]? EmbeddingBase64 = null,
    [property: Description("The embedder; photos of one model have one dimension. Absent: \"default\".")] string? Model = null,
    [property: Description("0 to 1.")] double? Quality = null,
    [property: Description("Such as \"front\"; at most 50 characters.")] string? Pose = null,
    [property: Description("RFC 3339, with an offset.")] DateTimeOffset? CapturedAt = null,
    [property: Description("A JSON object of at most 16 KiB, a pin not counted. Two of its keys mean something: tags (at most 32 strings of at most 64 characters, what the photo shows; groups are named by them) and pinned_hero (true: the photo is to be its group's hero). All others are the caller's own.")] JsonElement? Metadata = null);

internal sealed record PutImagesResponse(Guid PetId, int Inserted, int Updated, int Unchanged);
