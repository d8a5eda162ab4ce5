using System.Text;
using System.Text.Json;

namespace MediaClusters.Persistence.Images;

/// <summary>
/// The keys of a photo's metadata that mean something here; all others are the callers' own. Callers are told what is
/// wrong with them; a row that has something else there, as of before they were reserved, is read as if it had nothing.
/// </summary>
public static class ReservedMetadata
{
    /// <summary>What the photo shows: an array of strings.</summary>
    public const string Tags = "tags";

    /// <summary>Whether people chose the photo to stand for its group: a boolean.</summary>
    public const string PinnedHero = "pinned_hero";

    public const int MaxTags = 32;
    public const int MaxTagLength = 64;

    // With a comma and whatever spaces its writer likes.
    private const int PinBytes = 64;

    private static readonly byte[] PinKey = Encoding.UTF8.GetBytes($"\"{PinnedHero}\"");

    /// <summary>How long metadata may be: a pin comes on top, or whoever writes back what was pinned meanwhile would be refused.</summary>
    public static int MaxBytes(ReadOnlySpan<byte> metadata) => ImageUpsert.MaxMetadataBytes + (metadata.IndexOf(PinKey) < 0 ? 0 : PinBytes);

    /// <summary>The wrong field within the metadata and what is wrong with it; nothing where all is sound. Null is as good as absent.</summary>
    public static IEnumerable<(string Field, string Problem)> Check(JsonElement metadata)
    {
        if (metadata.TryGetProperty(Tags, out var tags) && tags.ValueKind != JsonValueKind.Null)
        {
            foreach (var (path, problem) in CheckTags(tags))
                yield return ($"{Tags}{path}", problem);
        }

        if (metadata.TryGetProperty(PinnedHero, out var pinned) && pinned.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            yield return (PinnedHero, "must be true or false");
    }

    /// <summary>The tags in a JSON array, each once and in order of their code units; none where any is wrong.</summary>
    public static IReadOnlyList<string> ReadTags(string json)
    {
        using var document = JsonDocument.Parse(json);
        return CheckTags(document.RootElement).Any()
            ? []
            : [.. document.RootElement.EnumerateArray().Select(tag => tag.GetString()!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<(string Path, string Problem)> CheckTags(JsonElement tags)
    {
        if (tags.ValueKind != JsonValueKind.Array || tags.GetArrayLength() > MaxTags)
        {
            yield return ("", $"must be an array of at most {MaxTags} strings");
            yield break;
        }

        var index = 0;
        foreach (var tag in tags.EnumerateArray())
        {
            if (tag.ValueKind != JsonValueKind.String || !IsTag(tag.GetString()!))
                yield return ($"[{index}]", $"must be a string of 1 to {MaxTagLength} characters, not all blank and no control characters");
            index++;
        }
    }

    private static bool IsTag(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxTagLength && !text.Any(char.IsControl);
}
