using System.Diagnostics;

namespace MediaClusters.LoadTests.Scenarios;

/// <summary>What bodies begin with.</summary>
internal static class Bodies
{
    private const int IdLength = 36;

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

    /// <summary>The number that a version's body has for its version; 0 where it has none.</summary>
    public static long VersionOf(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf("\"version\":"u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(body[(at + 10)..], out long version, out _) ? version : 0;
    }
}
