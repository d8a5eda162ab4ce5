using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using MediaClusters.Api.Errors;

namespace MediaClusters.Api.Requests;

/// <summary>Pages by key: a cursor is the key of the last item seen, opaque to callers.</summary>
internal static class Paging
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;

    private const string CursorProblem = "must be a next_cursor of an earlier answer";
    private const int VersionBytes = sizeof(long);
    private const int IdBytes = 16;
    private const int TimeBytes = sizeof(long);

    public static int ReadLimit(string? text, FieldErrors errors)
    {
        if (text is null)
            return DefaultLimit;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
            return limit;
        errors.Add("limit", $"must be a whole number from 1 to {MaxLimit}");
        return DefaultLimit;
    }

    public static long? ReadVersionCursor(string? text, FieldErrors errors)
    {
        Span<byte> key = stackalloc byte[VersionBytes];
        if (!Decode(text, key, errors))
            return null;
        var version = BinaryPrimitives.ReadInt64BigEndian(key);
        if (version > 0)
            return version;
        errors.Add("cursor", CursorProblem);
        return null;
    }

    public static Guid? ReadIdCursor(string? text, FieldErrors errors)
    {
        Span<byte> key = stackalloc byte[IdBytes];
        return Decode(text, key, errors) ? new Guid(key, bigEndian: true) : null;
    }

    public static (DateTimeOffset Time, Guid Id)? ReadTimeCursor(string? text, FieldErrors errors)
    {
        Span<byte> key = stackalloc byte[TimeBytes + IdBytes];
        if (!Decode(text, key, errors))
            return null;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(key);
        if (ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks)
            return (new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(key[TimeBytes..], bigEndian: true));
        errors.Add("cursor", CursorProblem);
        return null;
    }

    public static string Cursor(long version)
    {
        Span<byte> key = stackalloc byte[VersionBytes];
        BinaryPrimitives.WriteInt64BigEndian(key, version);
        return Base64Url.EncodeToString(key);
    }

    public static string Cursor(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    public static string Cursor(DateTimeOffset time, Guid id)
    {
        Span<byte> key = stackalloc byte[TimeBytes + IdBytes];
        BinaryPrimitives.WriteInt64BigEndian(key, time.UtcTicks);
        id.TryWriteBytes(key[TimeBytes..], bigEndian: true, out _);
        return Base64Url.EncodeToString(key);
    }

    /// <summary>Cuts the one item more that was asked for to learn whether another page follows.</summary>
    public static (IEnumerable<T> Page, T? Last) Cut<T>(IReadOnlyList<T> items, int limit)
        where T : class =>
        items.Count > limit ? (items.Take(limit), items[limit - 1]) : (items, null);

    private static bool Decode(string? text, Span<byte> key, FieldErrors errors)
    {
        if (text is null)
            return false;
        if (text.Length == Base64Url.GetEncodedLength(key.Length)
            && Base64Url.IsValid(text, out var length) && length == key.Length
            && Base64Url.TryDecodeFromChars(text, key, out _))
            return true;
        errors.Add("cursor", CursorProblem);
        return false;
    }
}
