using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MediaClusters.Api.Clusters;

/// <summary>Whether a caller would rather have a body as Brotli (RFC 9110, 12.5.3).</summary>
internal static class BodyEncoding
{
    public const string Brotli = "br";

    private const string Identity = "identity";

    /// <summary>Told outright, or by *; and no worse than plain. Whoever says nothing, or what makes no sense, gets plain.</summary>
    public static bool PrefersBrotli(StringValues accepted)
    {
        if (accepted.Count == 0)
            return false;
        if (accepted.Count == 1 && string.Equals(accepted[0], Brotli, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!StringWithQualityHeaderValue.TryParseList(accepted, out var codings))
            return false;

        double? brotli = null, identity = null, others = null;
        foreach (var coding in codings)
        {
            var quality = coding.Quality ?? 1;
            if (coding.Value.Equals(Brotli, StringComparison.OrdinalIgnoreCase))
                brotli = quality;
            else if (coding.Value.Equals(Identity, StringComparison.OrdinalIgnoreCase))
                identity = quality;
            else if (coding.Value.Equals("*", StringComparison.Ordinal))
                others = quality;
        }

        // Plain is acceptable where nothing says otherwise, and nobody's first choice where it is not named.
        return (brotli ?? others ?? 0) is > 0 and var wanted && wanted >= (identity ?? 0);
    }
}
