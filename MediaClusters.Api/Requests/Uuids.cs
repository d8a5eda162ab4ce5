namespace MediaClusters.Api.Requests;

/// <summary>UUIDs in their canonical form of 36 characters, in either letter case; the nil UUID is nobody.</summary>
internal static class Uuids
{
    public const string Problem = "must be a UUID in its canonical form of 36 characters, and not the nil UUID";

    // The parser takes each group for a number, with a sign or 0x before it.
    public static bool TryParse(ReadOnlySpan<char> text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) && text.Length == 36 && text.IndexOfAny("+xX") < 0 && id != Guid.Empty;
}
