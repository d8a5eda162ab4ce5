using System.Buffers.Text;
using System.Text;

namespace MediaClusters.LoadTests.Load;

/// <summary>What the head of an answer says of its body.</summary>
/// <param name="Status">Such as 200.</param>
/// <param name="Length">Of the body in bytes, where the answer says it.</param>
/// <param name="Chunked">Whether the body comes in chunks.</param>
/// <param name="Closes">Whether the connection ends with this answer.</param>
internal readonly record struct HttpHead(int Status, long? Length, bool Chunked, bool Closes)
{
    private static ReadOnlySpan<byte> Protocol => "HTTP/1."u8;

    /// <summary>Whether so many first bytes can be those of an answer: what is none is told from its first bytes on, not waited for.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> bytes) => Protocol.StartsWith(bytes[..Math.Min(bytes.Length, Protocol.Length)]);

    /// <param name="head">From the status on, with the ends of all lines but the empty one.</param>
    public static HttpHead Parse(ReadOnlySpan<byte> head)
    {
        var line = NextLine(ref head);
        // HTTP/1.1 200 OK
        if (line.Length < 12 || !MayBegin(line) || line[7] is not ((byte)'0' or (byte)'1') || line[8] != ' '
            || !TryParseStatus(line[9..], out var status))
            throw new IOException($"'{Shown(line)}' is no status of HTTP/1.1.");

        long? length = null;
        var (chunked, closes) = (false, line[7] == '0');
        while (!head.IsEmpty)
        {
            line = NextLine(ref head);
            var colon = line.IndexOf((byte)':');
            if (colon < 1 || line[..colon].IndexOfAny((byte)' ', (byte)'\t') >= 0)
                throw new IOException($"'{Shown(line)}' is no header.");

            var name = line[..colon];
            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
                length = ParseLength(value, length);
            else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
                chunked = Ascii.EqualsIgnoreCase(value, "chunked"u8) ? true : throw new IOException($"The transfer encoding '{Shown(value)}' is not known.");
            else if (Ascii.EqualsIgnoreCase(name, "Connection"u8))
                closes |= Ascii.EqualsIgnoreCase(value, "close"u8);
        }

        if (chunked && length is not null)
            throw new IOException("The answer has both a length and chunks.");
        return new(status, length, chunked, closes);
    }

    private static bool TryParseStatus(ReadOnlySpan<byte> text, out int status)
        => Utf8Parser.TryParse(text[..3], out status, out var digits) && digits == 3 && status is >= 100 and < 1000 && (text.Length == 3 || text[3] == ' ');

    private static long ParseLength(ReadOnlySpan<byte> value, long? before)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9') || !Utf8Parser.TryParse(value, out long length, out _))
            throw new IOException($"'{Shown(value)}' is no length of a body.");
        return before is null || before == length ? length : throw new IOException($"The answer has two lengths, {before} and {length}.");
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf("\r\n"u8);
        var line = rest[..end];
        rest = rest[(end + 2)..];
        return line;
    }

    /// <summary>Bytes of an answer in a message: the first of them, those that are not printable as dots.</summary>
    public static string Shown(ReadOnlySpan<byte> bytes)
        => string.Create(Math.Min(bytes.Length, 80), bytes, (text, all) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = all[i] is >= (byte)' ' and <= (byte)'~' ? (char)all[i] : '.';
        });
}
