using System.Buffers.Text;
using System.Diagnostics;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Cache;

/// <summary>A cached value: the version as 16 digits, then the response body as it is sent. Version 0 has no body and says that the pet is unknown.</summary>
internal static class CachedValue
{
    public const int HeaderLength = 16;

    /// <summary>Lua's numbers are doubles; a version compared in a script must be exact.</summary>
    public const long MaxVersion = 1L << 53;

    public static byte[] Encode(VersionBody? found)
    {
        var (version, body) = found is null ? (0L, ReadOnlyMemory<byte>.Empty) : (found.Version, found.Body);
        if (version is < 0 or > MaxVersion)
            throw new ArgumentOutOfRangeException(nameof(found), version, "A version is a positive number that a double holds exactly.");

        var value = new byte[HeaderLength + body.Length];
        var written = Utf8Formatter.TryFormat(version, value, out _, new('D', HeaderLength));
        Debug.Assert(written);
        body.Span.CopyTo(value.AsSpan(HeaderLength));
        return value;
    }

    public static bool TryDecode(byte[] value, out long version, out ReadOnlyMemory<byte> body)
    {
        body = default;
        version = 0;
        if (value.Length < HeaderLength
            || !Utf8Parser.TryParse(value.AsSpan(0, HeaderLength), out version, out var consumed)
            || consumed != HeaderLength
            || version < 0)
            return false;

        body = value.AsMemory(HeaderLength);
        return true;
    }
}
