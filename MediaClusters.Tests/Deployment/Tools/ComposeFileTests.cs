using System.Text.Json.Nodes;

namespace MediaClusters.Tests.Deployment.Tools;

public sealed class ComposeFileTests : IDisposable
{
    private const string Good = """
        services:
          api:
            image: api:${TAG}
            environment:
              TOKEN: ${TOKEN:?the token is not set}
            depends_on:
              migrations: { condition: service_completed_successfully }
          migrations:
            image: migrations:${TAG}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mc-compose-").FullName;
    private readonly ComposeFile _compose;

    public ComposeFileTests()
    {
        _compose = new ComposeFile(_folder);
        File.WriteAllText(Path.Combine(_folder, ".env"), "TAG=1\nTOKEN=\n");
    }

    [ToolFact(Tool.Compose)]
    public async Task Config_fills_in_env_file_and_variables()
    {
        var api = (await ConfigAsync(Good, "secret"))["services"]!["api"]!;

        api["image"]!.GetValue<string>().ShouldBe("api:1");
        api["environment"]!["TOKEN"]!.GetValue<string>().ShouldBe("secret");
    }

    [ToolFact(Tool.Compose)]
    public async Task Config_required_variable_without_a_value_throws()
        => (await Should.ThrowAsync<ToolException>(() => ConfigAsync(Good, ""))).Message.ShouldContain("the token is not set");

    [ToolTheory(Tool.Compose)]
    [InlineData("${TAG}", "${VERSION}", "variable is not set")]
    [InlineData("environment:", "enviroment:", "enviroment")]
    [InlineData("service_completed_successfully", "completed", "condition")]
    [InlineData("migrations: {", "migration: {", "undefined service")]
    public async Task Config_defect_throws_with_composes_words(string good, string bad, string message)
        => (await Should.ThrowAsync<ToolException>(() => ConfigAsync(Good.Replace(good, bad, StringComparison.Ordinal), "secret"))).Message.ShouldContain(message);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<JsonObject> ConfigAsync(string yaml, string token)
    {
        File.WriteAllText(Path.Combine(_folder, "docker-compose.yaml"), yaml);
        return _compose.ConfigAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["TOKEN"] = token });
    }
}
