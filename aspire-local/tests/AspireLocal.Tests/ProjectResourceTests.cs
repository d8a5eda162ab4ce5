using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests;

public sealed class ProjectResourceTests : IDisposable
{
    private static readonly AsyncLocal<string?> Current = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("aspire-local-project-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AddProject_file_that_does_not_exist_is_refused()
    {
        await using var builder = Model.Create();
        Current.Value = "/nowhere/another.csproj";

        Should.Throw<DistributedApplicationException>(() => builder.AddProject<WrittenProject>("web")).Message.ShouldBe("Project file '/nowhere/another.csproj' was not found.");
    }

    [Fact]
    public async Task AddProject_launch_settings_that_are_no_json_are_named()
    {
        await using var builder = Model.Create();
        Write("this { is } { mal formed! >");

        Should.Throw<DistributedApplicationException>(() => builder.AddProject<WrittenProject>("web")).Message
            .ShouldBe($"Failed to get effective launch profile for project resource 'web'. There is malformed JSON in the project's launch settings file at '{_folder}/Properties/launchSettings.json'.");
    }

    [Fact]
    public async Task AddProject_launch_settings_with_comments_and_trailing_commas_are_read()
    {
        await using var builder = Model.Create();
        Write("""{ "profiles": { "Development": { "commandName": "Project", /* mine */ "applicationUrl": "http://localhost:5031", }, }, }""");

        Endpoints(builder).ShouldBe(["http http://localhost:5031"]);
    }

    [Fact]
    public async Task AddProject_every_address_of_the_profile_is_an_endpoint_named_by_its_scheme()
    {
        await using var builder = Model.Create();
        WriteProfile("https://localhost:7144;http://localhost:5193;http://localhost:5194;https://localhost:7145;https://localhost:7146;");

        Endpoints(builder).ShouldBe(
        [
            "https https://localhost:7144",
            "http http://localhost:5193",
            "http2 http://localhost:5194",
            "https2 https://localhost:7145",
            "https3 https://localhost:7146",
        ]);
    }

    [Fact]
    public async Task AddProject_address_for_all_of_the_machine_stays_one()
    {
        await using var builder = Model.Create();
        WriteProfile("http://*:5031;https://+:5033");

        Endpoints(builder).ShouldBe(["http http://*:5031", "https https://+:5033"]);
    }

    [Fact]
    public async Task AddProject_without_a_profile_has_no_endpoints()
    {
        await using var builder = Model.Create();
        Write(launchSettings: null);

        Endpoints(builder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("IISExpress", "Docker", "")]
    [InlineData("IISExpress", "Project", "second")]
    [InlineData("Project", "Project", "first")]
    public async Task AddProject_first_profile_that_starts_the_project_is_taken(string first, string second, string expected)
    {
        await using var builder = Model.Create();
        Write($$"""
            { "profiles": {
              "first": { "commandName": "{{first}}", "applicationUrl": "http://first:1" },
              "second": { "commandName": "{{second}}", "applicationUrl": "http://second:1" } } }
            """);

        Endpoints(builder).ShouldBe(expected.Length == 0 ? [] : [$"http http://{expected}:1"]);
    }

    [Fact]
    public async Task AddProject_profile_of_the_AppHosts_name_is_preferred()
    {
        await using var builder = Model.Create("--DOTNET_LAUNCH_PROFILE=second");
        Write("""
            { "profiles": {
              "first": { "commandName": "Project", "applicationUrl": "http://first:1" },
              "second": { "commandName": "Project", "applicationUrl": "http://second:1" } } }
            """);

        Endpoints(builder).ShouldBe(["http http://second:1"]);
    }

    [Fact]
    public async Task WithReplicas_is_the_number_of_the_last_call()
    {
        await using var builder = Model.Create();

        var project = builder.AddPlainProject("web").WithReplicas(3).WithReplicas(5);

        project.Resource.GetReplicaCount().ShouldBe(5);
        builder.AddPlainProject("other").Resource.GetReplicaCount().ShouldBe(1);
    }

    [Fact]
    public async Task WithReplicas_every_replica_is_known_by_the_name_and_a_suffix_of_eight_letters()
    {
        await using var model = await LiveModel.StartAsync(builder => builder.AddPlainProject("web").WithReplicas(2));
        var ids = new HashSet<string>(StringComparer.Ordinal);

        await foreach (var change in model.Notifications.WatchAsync(model.Token))
        {
            ids.Add(change.ResourceId);

            if (ids.Count == 2)
                break;
        }

        ids.ShouldAllBe(id => System.Text.RegularExpressions.Regex.IsMatch(id, "^web-[a-z]{8}$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private void WriteProfile(string addresses) => Write($$"""{ "profiles": { "http": { "commandName": "Project", "applicationUrl": "{{addresses}}" } } }""");

    private void Write(string? launchSettings)
    {
        Current.Value = Path.Combine(_folder, "Written.csproj");
        File.WriteAllText(Current.Value, "<Project/>");

        if (launchSettings is null)
            return;

        Directory.CreateDirectory(Path.Combine(_folder, "Properties"));
        File.WriteAllText(Path.Combine(_folder, "Properties", "launchSettings.json"), launchSettings);
    }

    private static IReadOnlyList<string> Endpoints(IDistributedApplicationBuilder builder) =>
        [.. builder.AddProject<WrittenProject>("web").Resource.Annotations.OfType<EndpointAnnotation>()
            .Select(e => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{e.Name} {e.UriScheme}://{e.TargetHost}:{e.Port}"))];

    private sealed class WrittenProject : IProjectMetadata
    {
        public string ProjectPath => Current.Value!;
    }
}
