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
        var vector = new float[bytes.Length / sizeof(float)];
        Decode(bytes, vector);
        return vector;
    }

    /// <summary>The vector in some bytes, written where the caller says.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or that of the bytes is no multiple of four.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<float> vector)
    {
        if (bytes.Length % sizeof(float) != 0)
            throw new ArgumentException("Not a whole number of float32 values.", nameof(bytes));
        if (bytes.Length / sizeof(float) != vector.Length)
            throw new ArgumentException("Another length than the bytes have.", nameof(vector));
        MemoryMarshal.Cast<byte, float>(bytes).CopyTo(vector);
        if (!BitConverter.IsLittleEndian)
            Reverse(MemoryMarshal.Cast<float, int>(vector));
    }

    private static void Reverse(Span<int> words) => BinaryPrimitives.ReverseEndianness(words, words);
}
