using System.Diagnostics;
using System.IO.Compression;

namespace MediaClusters.LoadTests.Scenarios;

/// <summary>What bodies begin with.</summary>
internal static class Bodies
{
    private const int IdLength = 36;
    private const int LookedInto = 64;
    private const int Longest = 64 * 1024;

    /// <summary>A JSON object whose first property is that id, and which ends as one.</summary>
    public static bool IsOf(ReadOnlySpan<byte> property, Guid id, ReadOnlySpan<byte> body)
    {
        Span<byte> text = stackalloc byte[IdLength];
        var formatted = id.TryFormat(text, out _);
        Debug.Assert(formatted);
        return body.Length > property.Length + IdLength + 6
            && body.StartsWith("{\""u8) && body[2..].StartsWith(property)
            && body[(2 + property.Length)..].StartsWith("\":\""u8)
            && body.Slice(5 + property.Length, IdLength).SequenceEqual(text)
            && body[^1] == (byte)'}';
    }

    /// <summary>A body by Brotli. To look into every one would be half of the caller's work: one in some is.</summary>
    public static bool IsCompressed(int index, ReadOnlySpan<byte> body, BodyCheck isRight)
    {
        if (body.IsEmpty || body[0] == (byte)'{')
            return false;
        if (index % LookedInto != 0)
            return true;
        var plain = new byte[Longest];
        return BrotliDecoder.TryDecompress(body, plain, out var length) && isRight(index, plain.AsSpan(0, length));
    }

    /// <summary>The number that a version's body has for its version; 0 where it has none.</summary>
    public static long VersionOf(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf("\"version\":"u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(body[(at + 10)..], out long version, out _) ? version : 0;
    }
}
