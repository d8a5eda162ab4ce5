using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MediaClusters.Tests.Deployment.Tools;

/// <summary>A field of a type. <paramref name="Type"/> is in TypeScript's words; <paramref name="Values"/> are all it may have, or none to name.</summary>
internal sealed record KubernetesField(string Type, string Format, bool Required, IReadOnlySet<string> Values);

/// <summary>
/// Kubernetes' API as its project's own client for JavaScript has it (client/), which is generated from the OpenAPI
/// document. That document's enumerations are not in there; those come from a set of models (enums/).
/// </summary>
internal sealed partial class KubernetesTypes(string folder)
{
    private const int MaxMilliseconds = 10_000;

    private static readonly HashSet<string> Anything = [];

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, KubernetesField>> _types = new(StringComparer.Ordinal);

    // By the client's name of a type: V1Probe is in enums/v1/Probe.d.ts, V2MetricSpec in enums/autoscaling/v2/MetricSpec.d.ts.
    private readonly ILookup<string, string> _models = Directory.EnumerateFiles(Path.Combine(folder, "enums"), "*.d.ts", SearchOption.AllDirectories)
        .ToLookup(path => Path.GetFileName(Path.GetDirectoryName(path)) + Path.GetFileName(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The type of an object, or null where the API has no such kind.</summary>
    public string? Find(string apiVersion, string kind)
    {
        var parts = apiVersion.Split('/');
        var group = parts.Length == 1 ? "core" : parts[0].Replace(".k8s.io", "", StringComparison.Ordinal).Replace('.', ' ');
        var client = Path.Combine(folder, "client", "apis", $"{Pascal(group)}{Pascal(parts[^1])}Api.d.ts");
        if (!File.Exists(client))
            return null;

        var create = Regex.Match(File.ReadAllText(client), $@"\bcreate(Namespaced)?{Regex.Escape(kind)}\(.*\bbody: (?<type>\w+)", RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(MaxMilliseconds));
        return create.Success ? create.Groups["type"].Value : null;
    }

    public IReadOnlyDictionary<string, KubernetesField> Fields(string type) => _types.GetOrAdd(type, Read);

    private Dictionary<string, KubernetesField> Read(string type)
    {
        var path = Path.Combine(folder, "client", "models", type);
        var required = Declared().Matches(File.ReadAllText($"{path}.d.ts")).Select(field => field.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var values = Values(type);
        return Mapped().Matches(File.ReadAllText($"{path}.js")).Select(field => field.Groups).ToDictionary(
            field => field["json"].Value,
            field => new KubernetesField(
                field["type"].Value,
                field["format"].Value,
                required.Contains(field["name"].Value),
                values.GetValueOrDefault(field["json"].Value, Anything)),
            StringComparer.Ordinal);
    }

    private Dictionary<string, HashSet<string>> Values(string type)
    {
        // Two groups may each have a type of that name; which is meant is not to be seen.
        var models = _models[$"{type}.d.ts"].ToList();
        return models.Count != 1
            ? []
            : Enumerated().Matches(File.ReadAllText(models[0])).DistinctBy(field => field.Groups["name"].Value, StringComparer.Ordinal).ToDictionary(
                field => field.Groups["name"].Value,
                field => field.Groups["value"].Captures.Select(value => value.Value).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal);
    }

    private static string Pascal(string words) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(words).Replace(" ", "", StringComparison.Ordinal);

    // 'port': IntOrString; an optional field has a question mark.
    [GeneratedRegex("^    '(?<name>[^']+)': ", RegexOptions.Multiline, MaxMilliseconds)]
    private static partial Regex Declared();

    [GeneratedRegex("""
        "name": "(?<name>[^"]*)",\s+"baseName": "(?<json>[^"]*)",\s+"type": "(?<type>[^"]*)",\s+"format": "(?<format>[^"]*)"
        """, RegexOptions.None, MaxMilliseconds)]
    private static partial Regex Mapped();

    // "scheme"?: "HTTP" | "HTTPS"; or "accessModes"?: Array<"ReadOnlyMany" | …>;
    [GeneratedRegex("""
        ^    "(?<name>[^"]+)"\??: (Array<)?("(?<value>[^"]*)"( \| )?)+>?;
        """, RegexOptions.Multiline | RegexOptions.ExplicitCapture, MaxMilliseconds)]
    private static partial Regex Enumerated();
}
