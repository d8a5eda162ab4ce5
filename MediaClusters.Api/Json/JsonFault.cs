using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MediaClusters.Api.Requests;

namespace MediaClusters.Api.Json;

/// <summary>Turns the serializer's complaint into a field and words for the caller; its own words name .NET types.</summary>
internal static class JsonFault
{
    private const int MaxFieldLength = 200;

    // How a path sets off a name that holds dots and the like, as none of ours does: $['a.b']
    private const string Quote = "['";

    public static (string Field, string Problem) Describe(JsonException exception, JsonTypeInfo root)
    {
        if (exception is JsonFieldException { Field: { } field } outright)
            return (field, outright.Problem);

        var path = FieldOf(exception.Path);
        var known = exception.Path?.Contains(Quote, StringComparison.Ordinal) is not true;
        if (exception is JsonFieldException told)
            return (path + told.Suffix, told.Problem);

        // The reader's own exceptions come wrapped in one that has the path: the text is no JSON from here on.
        if (exception.InnerException is JsonException)
            return (path, $"is not valid JSON, or nested too deep, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        if (exception.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
            return (path, "is there twice, or holds a field twice");
        return (path, known && Find(root, path) is { } type ? $"must be {Expected(type)}" : "is not a known field");
    }

    private static string FieldOf(string? path)
    {
        var field = path is null or "" or "$"
            ? RequestBody.RootField
            : path[1..].Replace(Quote, ".", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal).TrimStart('.');
        return field.Length <= MaxFieldLength ? field : string.Concat(field.AsSpan(0, MaxFieldLength), "…");
    }

    private static JsonTypeInfo? Find(JsonTypeInfo root, string path)
    {
        if (path == RequestBody.RootField)
            return root;

        var type = root;
        foreach (var segment in path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            var next = type.Kind == JsonTypeInfoKind.Enumerable
                ? type.ElementType
                : type.Properties.FirstOrDefault(property => property.Name == segment)?.PropertyType;
            if (next is null)
                return null;
            type = type.Options.GetTypeInfo(next);
        }

        return type;
    }

    private static string Expected(JsonTypeInfo type)
    {
        var value = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => "a JSON object",
            JsonTypeInfoKind.Enumerable => "an array",
            _ when value == typeof(bool) => "true or false",
            _ when value == typeof(int) => "a whole number of at most 32 bits",
            _ when value == typeof(long) => "a whole number of at most 64 bits",
            _ when value == typeof(double) => "a number",
            _ => "a string of valid text",
        };
    }
}
