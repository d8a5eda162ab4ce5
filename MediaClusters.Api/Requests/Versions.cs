using System.Globalization;

namespace MediaClusters.Api.Requests;

/// <summary>Version numbers: 1, 2, 3 …</summary>
internal static class Versions
{
    public const string Problem = "must be a whole number from 1 on";

    public static bool TryParse(ReadOnlySpan<char> text, out long version) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version > 0;
}
