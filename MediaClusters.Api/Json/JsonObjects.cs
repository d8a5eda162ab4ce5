using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MediaClusters.Api.Json;

/// <summary>JSON objects that callers attach and the database keeps as jsonb.</summary>
internal static class JsonObjects
{
    // jsonb writes every number out in full: 1e-16383 would come back as 16 KB.
    private const int MaxExponent = 30;

    /// <summary>What is wrong with the value, or null. An absent value is fine.</summary>
    public static string? Validate(JsonElement? value, int maxBytes)
    {
        if (value is not { ValueKind: not JsonValueKind.Null } element)
            return null;
        if (element.ValueKind != JsonValueKind.Object)
            return "must be a JSON object";
        if (!IsStorable(element))
            return $"must hold valid text without U+0000 and numbers in double precision's range with exponents from {-MaxExponent} to {MaxExponent}";
        return JsonMarshal.GetRawUtf8Value(element).Length > maxBytes ? $"must not exceed {maxBytes} bytes of JSON" : null;
    }

    /// <summary>The text of a value that <see cref="Validate"/> found nothing wrong with.</summary>
    public static string? Text(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object } element ? element.GetRawText() : null;

    // jsonb refuses these with an error that would otherwise surface as a failure of the service.
    private static bool IsStorable(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (!IsStorable(() => property.Name) || !IsStorable(property.Value))
                        return false;
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (!IsStorable(item))
                        return false;
                }

                return true;
            case JsonValueKind.String:
                return IsStorable(element.GetString);
            case JsonValueKind.Number:
                return element.TryGetDouble(out var number) && double.IsFinite(number) && HasSmallExponent(JsonMarshal.GetRawUtf8Value(element));
            default:
                return true;
        }
    }

    private static bool HasSmallExponent(ReadOnlySpan<byte> number)
    {
        var e = number.IndexOfAny((byte)'e', (byte)'E');
        return e < 0
            || (int.TryParse(number[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
                && exponent is >= -MaxExponent and <= MaxExponent);
    }

    private static bool IsStorable(Func<string?> read)
    {
        try
        {
            return !read()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // The element does not become a string: half a surrogate pair, or bytes that are no UTF-8.
            return false;
        }
    }
}
