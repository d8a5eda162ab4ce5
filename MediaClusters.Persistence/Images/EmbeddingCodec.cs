using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MediaClusters.Persistence.Images;

/// <summary>Vectors as the database keeps them and as callers may send them: float32, little-endian, nothing else.</summary>
public static class EmbeddingCodec
{
    /// <summary>The bytes of a vector.</summary>
    public static byte[] Encode(ReadOnlySpan<float> vector)
    {
        var bytes = MemoryMarshal.AsBytes(vector).ToArray();
        if (!BitConverter.IsLittleEndian)
            Reverse(MemoryMarshal.Cast<byte, int>(bytes.AsSpan()));
        return bytes;
    }

    /// <summary>The vector in some bytes.</summary>
    /// <exception cref="ArgumentException">The length is no multiple of four.</exception>
    public static float[] Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % sizeof(float) != 0)
            throw new ArgumentException("Not a whole number of float32 values.", nameof(bytes));
        var vector = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        if (!BitConverter.IsLittleEndian)
            Reverse(MemoryMarshal.Cast<float, int>(vector.AsSpan()));
        return vector;
    }

    private static void Reverse(Span<int> words) => BinaryPrimitives.ReverseEndianness(words, words);
}
