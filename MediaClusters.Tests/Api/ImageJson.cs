using System.Globalization;
using System.Text.Json.Nodes;

namespace MediaClusters.Tests.Api;

/// <summary>Bodies of PUT images, as a caller writes them.</summary>
internal static class ImageJson
{
    public const int Dimensions = 384;

    public static string Vector(int dimensions = Dimensions, string? first = null) =>
        $"[{string.Join(',', Enumerable.Range(1, dimensions).Select(i => i == 1 && first is not null ? first : (i * 0.25f).ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>One photo; <paramref name="fields"/> is appended as it is.</summary>
    public static string Photo(string? id = null, string? embedding = null, string fields = "") =>
        $$"""{"image_id":"{{id ?? Guid.CreateVersion7().ToString()}}","embedding":{{embedding ?? Vector()}}{{fields}}}""";

    public static string Batch(params IEnumerable<string> photos) => $$"""{"images":[{{string.Join(',', photos)}}]}""";

    public static string Base64(IEnumerable<float> values) =>
        Convert.ToBase64String([.. values.SelectMany(BitConverter.GetBytes)]);

    public static string Url(Guid petId) => $"/internal/pets/{petId}/images";

    public static int Count(this JsonObject counts, string name) => counts[name]!.GetValue<int>();
}
