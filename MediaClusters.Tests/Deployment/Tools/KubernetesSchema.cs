using System.Text.Json;
using System.Text.Json.Nodes;

namespace MediaClusters.Tests.Deployment.Tools;

/// <summary>
/// Refuses what a Kubernetes API server with strict field validation would refuse for its form: unknown kinds and fields,
/// wrong types, missing required fields, values outside an enumeration. Stands for JsonSchema.Net or kubeconform over
/// the OpenAPI document. Not checked: what only the server's code knows, such as a selector that matches its template.
/// </summary>
internal static class KubernetesSchema
{
    public const string Version = "1.34";

    private static readonly Lazy<KubernetesTypes> Types = new(() => new KubernetesTypes(Tool.Find(Tool.Kubernetes)));

    /// <summary>What is wrong with it, a line each; nothing when it is valid.</summary>
    public static IReadOnlyList<string> Validate(KubernetesObject manifest)
    {
        if (Types.Value.Find(manifest.ApiVersion, manifest.Kind) is not { } type)
            return [$"{manifest}: Kubernetes {Version} has no such kind"];

        var errors = new List<string>();
        // The server asks for a name, its schema does not.
        if (manifest.Name.Length == 0)
            errors.Add("metadata.name: is missing");
        CheckObject(manifest.Body, type, "", errors);
        return [.. errors.Select(error => $"{manifest}: {error}")];
    }

    private static void CheckObject(JsonObject value, string type, string path, List<string> errors)
    {
        var fields = Types.Value.Fields(type);
        var prefix = path.Length == 0 ? "" : $"{path}.";
        foreach (var (name, content) in value)
        {
            if (!fields.TryGetValue(name, out var field))
                errors.Add($"{prefix}{name}: {type} has no such field");
            else if (content is not null)
                Check(content, field.Type, field, $"{prefix}{name}", errors);
        }

        // To the server a field that is null is not there.
        errors.AddRange(fields.Where(field => field.Value.Required && value[field.Key] is null).Select(field => $"{prefix}{field.Key}: is missing"));
    }

    private static void Check(JsonNode? value, string type, KubernetesField field, string path, List<string> errors)
    {
        const string Array = "Array<";
        const string Map = "{ [key: string]: ";

        if (type.StartsWith(Array, StringComparison.Ordinal) && value is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
                Check(items[i], type[Array.Length..^1], field, $"{path}[{i}]", errors);
        }
        else if (type.StartsWith(Map, StringComparison.Ordinal) && value is JsonObject map)
        {
            foreach (var (name, content) in map)
                Check(content, type[Map.Length..^"; }".Length], field, $"{path}.{name}", errors);
        }
        else if (!Fits(value, type, field))
        {
            errors.Add($"{path}: {value?.ToJsonString() ?? "null"} is no {type}{(field.Format.Length == 0 ? "" : $" ({field.Format})")}");
        }
        else if (field.Values.Count > 0 && !field.Values.Contains($"{value}"))
        {
            errors.Add($"{path}: {value!.ToJsonString()} is none of {string.Join(", ", field.Values)}");
        }
        else if (value is JsonObject nested && type is not "any")
        {
            CheckObject(nested, type, path, errors);
        }
    }

    private static bool Fits(JsonNode? value, string type, KubernetesField field) => type switch
    {
        "any" => true,
        "string" when field.Format == "byte" => value.IsString(out var text) && Convert.TryFromBase64String(text, new byte[text.Length], out _),
        // Quantities are strings here; the server takes a bare number for one as well.
        "string" or "Date" or "V1MicroTime" => value.IsString(out _),
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" when field.Format == "double" => value?.GetValueKind() == JsonValueKind.Number,
        "number" => value.IsInteger(),
        "IntOrString" => value.IsInteger() || value.IsString(out _),
        _ => value is JsonObject,
    };

    private static bool IsString(this JsonNode? value, out string text)
    {
        text = "";
        return value is JsonValue scalar && scalar.TryGetValue(out text!);
    }

    private static bool IsInteger(this JsonNode? value) => value is JsonValue scalar && scalar.TryGetValue<long>(out _);
}
