using System.Text.Json;
using System.Text.Json.Serialization;
using MediaClusters.Api.Json;
using MediaClusters.Persistence.Images;

namespace MediaClusters.Api.Images;

/// <summary>Reads a vector in one go into an array of its exact size, and says which number is wrong.</summary>
internal sealed class EmbeddingConverter : JsonConverter<float[]>
{
    public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonFieldException("must be an array of numbers");

        Span<float> values = stackalloc float[ImageUpsert.MaxDimensions];
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number)
                throw new JsonFieldException("must be a number", suffix: $"[{count}]");
            if (count == values.Length)
                throw new JsonFieldException($"must have {ImageUpsert.MinDimensions} to {ImageUpsert.MaxDimensions} dimensions, has more");
            if (!reader.TryGetSingle(out var value) || !float.IsFinite(value))
                throw new JsonFieldException("lies outside the range of a 32-bit float", suffix: $"[{count}]");
            values[count++] = value;
        }

        return values[..count].ToArray();
    }

    public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var number in value)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
