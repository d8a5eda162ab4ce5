using System.Text.Json.Nodes;

namespace MediaClusters.Tests.Deployment.Tools;

/// <summary>The docker-compose.yaml of a folder, with the .env beside it.</summary>
internal sealed class ComposeFile(string folder)
{
    /// <summary>The file as compose understands it, with every variable filled in.</summary>
    public async Task<JsonObject> ConfigAsync(IReadOnlyDictionary<string, string>? variables = null)
    {
        var config = await Tool.RunAsync(Tool.Compose, folder, ["config", "--format", "json"], variables: variables);
        // To compose, a variable without a value deserves a warning; the service would get an empty setting.
        return config.Errors.Length == 0
            ? JsonNode.Parse(config.Text)!.AsObject()
            : throw new ToolException(config.Errors);
    }
}
