using System.Text.RegularExpressions;

namespace MediaClusters.Tests.Operations;

/// <summary>A row of the table in docs/operations/metrics.md.</summary>
/// <param name="Name">Prometheus' name.</param>
/// <param name="Type">counter, gauge or histogram.</param>
/// <param name="Labels">Each label's values; null where they are described instead of listed.</param>
/// <param name="From">The services that have it.</param>
internal sealed partial record DocumentedMetric(string Name, string Type, IReadOnlyDictionary<string, string[]?> Labels, string[] From)
{
    public static IReadOnlyList<DocumentedMetric> ReadAll()
    {
        using var stream = typeof(DocumentedMetric).Assembly.GetManifestResourceStream("metrics.md")!;
        using var reader = new StreamReader(stream);
        return [.. Row().Matches(reader.ReadToEnd()).Select(row => new DocumentedMetric(
            row.Groups["name"].Value, row.Groups["type"].Value, ReadLabels(row.Groups["labels"].Value), row.Groups["from"].Value.Split(", ")))];
    }

    private static Dictionary<string, string[]?> ReadLabels(string cell) => Label().Matches(cell).ToDictionary(
        match => match.Groups["name"].Value,
        match => match.Groups["values"].Value is ['*', ..] ? null : match.Groups["values"].Value.Split(" / ", StringSplitOptions.TrimEntries),
        StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<type>\w+) \| (?<labels>[^|]*) \| [^|]+ \| (?<from>[^|]+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[a-z_]+)`: (?<values>[^;`]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
