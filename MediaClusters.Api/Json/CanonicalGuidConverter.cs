using System.Text.Json;
using System.Text.Json.Serialization;
using MediaClusters.Api.Requests;

namespace MediaClusters.Api.Json;

/// <summary>UUIDs as in the paths: canonical form only, never nil.</summary>
internal sealed class CanonicalGuidConverter : JsonConverter<Guid>
{
    public override Guid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var id) && id != Guid.Empty
            ? id
            : throw new JsonFieldException(Uuids.Problem);

    public override void Write(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
