using System.Text.Json.Nodes;

namespace MediaClusters.Tests.Fuzz;

/// <summary>One operation as the API itself describes it.</summary>
internal sealed record ApiOperation(string Id, string Method, string Path, IReadOnlyList<ApiParameter> Parameters, string? Example)
{
    public static IReadOnlyList<ApiOperation> ReadAll(string document) =>
    [
        .. from path in JsonNode.Parse(document)!["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           orderby path.Key, operation.Key
           select Read(path.Key, operation.Key.ToUpperInvariant(), operation.Value!.AsObject()),
    ];

    private static ApiOperation Read(string path, string method, JsonObject operation) => new(
        operation["operationId"]!.GetValue<string>(),
        method,
        path,
        [.. (operation["parameters"]?.AsArray() ?? []).Select(parameter => new ApiParameter(
            parameter!["name"]!.GetValue<string>(), parameter["in"]!.GetValue<string>(), parameter["schema"]?.AsObject()))],
        operation["requestBody"]?["content"]?["application/json"]?["example"]?.ToJsonString());
}

/// <summary>A value in the path, the query or a header.</summary>
internal sealed record ApiParameter(string Name, string In, JsonObject? Schema);
