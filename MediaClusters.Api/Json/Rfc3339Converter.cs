using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaClusters.Api.Json;

/// <summary>Times by RFC 3339: read with any offset but never without one, always with seconds, written in UTC with a Z.</summary>
internal sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    private const int OffsetLength = 6;

    // "2026-01-31T10:00:00Z"; what follows the seconds is a fraction or the offset.
    private const int ShortestLength = 20;

    // Where the seconds follow; the framework can do without them.
    private const int MinutesEnd = 16;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) && IsComplete(reader.GetString()!)
            ? time.ToUniversalTime()
            : throw new JsonFieldException("must be an RFC 3339 time with its offset, such as 2026-01-31T10:00:00Z");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);

    private static bool IsComplete(string text) =>
        text.Length >= ShortestLength && text[MinutesEnd] == ':' && (text[^1] == 'Z' || text[^OffsetLength] is '+' or '-');
}
