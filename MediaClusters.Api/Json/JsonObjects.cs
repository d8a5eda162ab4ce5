using System.Text;
using System.Text.Json;

namespace MediaClusters.Api.Json;

/// <summary>JSON objects that callers attach and the database keeps as jsonb.</summary>
internal static class JsonObjects
{
    /// <summary>What is wrong with the value, or null. An absent value is fine.</summary>
    public static string? Validate(JsonElement? value, int maxBytes)
    {
        if (value is not { ValueKind: not JsonValueKind.Null } element)
            return null;
        if (element.ValueKind != JsonValueKind.Object)
            return "must be a JSON object";
        if (Encoding.UTF8.GetByteCount(element.GetRawText()) > maxBytes)
            return $"must not exceed {maxBytes} bytes of JSON";
        return IsStorable(element) ? null : "must hold no U+0000, no unpaired surrogates and no number beyond double precision's range";
    }

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
                return element.TryGetDouble(out var number) && double.IsFinite(number);
            default:
                return true;
        }
    }

    private static bool IsStorable(Func<string?> read)
    {
        try
        {
            return !read()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // The element does not become a string: half a surrogate pair.
            return false;
        }
    }
}
