using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediaClusters.Api.Json;

namespace MediaClusters.Api.Images;

/// <summary>Vectors as base64 of little-endian float32: a third of the size of their decimal form.</summary>
internal sealed class Base64EmbeddingConverter : JsonConverter<float[]>
{
    public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var bytes))
            throw new JsonFieldException("must be a string of base64");
        if (bytes.Length % sizeof(float) != 0)
            throw new JsonFieldException($"must decode to whole 32-bit floats; {bytes.Length} bytes are not a multiple of {sizeof(float)}");

        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return values;
    }

    public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options)
    {
        var bytes = new byte[value.Length * sizeof(float)];
        for (var i = 0; i < value.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), value[i]);
        writer.WriteBase64StringValue(bytes);
    }
}
