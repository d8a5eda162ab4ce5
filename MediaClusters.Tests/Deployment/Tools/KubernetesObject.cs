using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MediaClusters.Tests.Deployment.Tools;

/// <summary>A rendered object as the API server would receive it.</summary>
internal sealed record KubernetesObject(JsonObject Body)
{
    public string ApiVersion => Text(Body["apiVersion"]);

    public string Kind => Text(Body["kind"]);

    public string Name => Text((Body["metadata"] as JsonObject)?["name"]);

    public override string ToString() => $"{ApiVersion} {Kind} {Name}";

    public static IReadOnlyList<KubernetesObject> Parse(string manifests)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(manifests));
        return [.. stream.Documents.Select(document => ToJson(document.RootNode)).OfType<JsonObject>().Select(body => new KubernetesObject(body))];
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create($"{child.Key}", ToJson(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Resolve(scalar.Value ?? ""),
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };

    // As kubectl and helm read it, which is YAML 1.1: an unquoted y or on is a boolean, 0644 is octal.
    private static JsonNode? Resolve(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        ['0', _, ..] when plain.All(digit => digit is >= '0' and <= '7') => Convert.ToInt64(plain, 8),
        _ when long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        // .NET would take Infinity and NaN as well; in YAML those are words.
        [.., '.' or (>= '0' and <= '9')] when double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction) => fraction,
        _ => plain,
    };
}
