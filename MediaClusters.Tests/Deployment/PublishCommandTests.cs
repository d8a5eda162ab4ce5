using MediaClusters.Tests.Deployment.Tools;

namespace MediaClusters.Tests.Deployment;

[Collection(PublishedCollection.Name)]
public sealed class PublishCommandTests(Published published) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("media-clusters publish ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Publish_writes_a_compose_file_and_a_chart()
    {
        Published.Files(published.Folder).Keys.ShouldBe(
        [
            "compose/.env",
            "compose/docker-compose.yaml",
            "kubernetes/Chart.yaml",
            "kubernetes/templates/api/autoscaler.yaml",
            "kubernetes/templates/api/budget.yaml",
            "kubernetes/templates/api/config.yaml",
            "kubernetes/templates/api/deployment.yaml",
            "kubernetes/templates/api/secrets.yaml",
            "kubernetes/templates/api/service.yaml",
            "kubernetes/templates/cache/secrets.yaml",
            "kubernetes/templates/cache/service.yaml",
            "kubernetes/templates/cache/statefulset.yaml",
            "kubernetes/templates/migrations/config.yaml",
            "kubernetes/templates/migrations/job.yaml",
            "kubernetes/templates/migrations/secrets.yaml",
            "kubernetes/templates/worker/autoscaler.yaml",
            "kubernetes/templates/worker/budget.yaml",
            "kubernetes/templates/worker/config.yaml",
            "kubernetes/templates/worker/deployment.yaml",
            "kubernetes/templates/worker/secrets.yaml",
            "kubernetes/templates/worker/service.yaml",
            "kubernetes/values.yaml",
        ]);
    }

    [Fact]
    public void Publish_secrets_that_this_machine_knows_are_in_no_file()
    {
        foreach (var (file, text) in Published.Files(published.Folder))
        {
            text.ShouldNotContain(AppHost.Secret, customMessage: file);
            text.ShouldNotContain("development-internal-token", customMessage: file);
        }
    }

    [Fact]
    public async Task Publish_with_the_arguments_of_aspire_publish_writes_the_same_bytes()
    {
        (await AppHost.RunAsync("--operation", "publish", "--step", "publish", "--output-path", _folder)).ExitCode.ShouldBe(0);

        Published.Files(_folder).ShouldBe(Published.Files(published.Folder));
    }

    [Fact]
    public async Task Publish_relative_folder_is_below_where_the_caller_is()
    {
        (await AppHost.RunInAsync(_folder, "publish", "--output-path=a/b", "--target", "compose")).ExitCode.ShouldBe(0);

        Directory.GetFileSystemEntries(Path.Combine(_folder, "a", "b")).ShouldBe([Path.Combine(_folder, "a", "b", "compose")]);
    }

    [Fact]
    public async Task Publish_again_keeps_what_was_filled_in_and_drops_objects_the_graph_no_longer_has()
    {
        var environment = Path.Combine(_folder, "compose", ".env");
        var stale = Path.Combine(_folder, "kubernetes", "templates", "gone", "deployment.yaml");
        (await AppHost.RunAsync("publish", "--output-path", _folder)).ExitCode.ShouldBe(0);
        await File.WriteAllTextAsync(environment, (await File.ReadAllTextAsync(environment)).Replace("API_PORT=", "API_PORT=8080", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.GetDirectoryName(stale)!);
        await File.WriteAllTextAsync(stale, "kind: Deployment\n");

        (await AppHost.RunAsync("publish", "--output-path", _folder)).ExitCode.ShouldBe(0);

        (await File.ReadAllTextAsync(environment)).ShouldContain("API_PORT=8080\n");
        File.Exists(stale).ShouldBeFalse();
    }

    [Fact]
    public async Task Publish_that_fails_leaves_the_earlier_templates()
    {
        (await AppHost.RunAsync("publish", "--target", "kubernetes", "--output-path", _folder)).ExitCode.ShouldBe(0);
        var earlier = Published.Files(_folder);
        File.Delete(Path.Combine(_folder, "kubernetes", "values.yaml"));
        Directory.CreateDirectory(Path.Combine(_folder, "kubernetes", "values.yaml"));

        var (exitCode, output) = await AppHost.RunAsync("publish", "--target", "kubernetes", "--output-path", _folder);

        exitCode.ShouldBe(1);
        output.ShouldContain("cannot be written");
        Published.Files(_folder).Keys.ShouldBe(earlier.Keys.Where(f => f != "kubernetes/values.yaml"));
    }

    [ToolFact(Tool.Helm, Tool.Kubernetes)]
    public async Task Publish_with_a_managed_cache_ships_none()
    {
        (await AppHost.RunAsync("publish", "--managed-cache", "--output-path", _folder)).ExitCode.ShouldBe(0);

        var objects = await new HelmChart(Path.Combine(_folder, "kubernetes")).TemplateAsync();
        objects.SelectMany(KubernetesSchema.Validate).ShouldBeEmpty();
        objects.ShouldNotContain(o => o.Kind == "StatefulSet");

        var files = Published.Files(_folder);
        files.Keys.ShouldNotContain(f => f.Contains("cache", StringComparison.Ordinal));
        files["compose/docker-compose.yaml"].ShouldContain("ConnectionStrings__cache: \"${CACHE}\"");
        files["compose/docker-compose.yaml"].ShouldNotContain("redis");
        files["kubernetes/templates/worker/secrets.yaml"].ShouldContain("ConnectionStrings__cache: \"{{ .Values.secrets.worker.cache }}\"");
    }

    [Theory]
    [InlineData("--target nomad", "'nomad'")]
    [InlineData("--target", "'--target'")]
    [InlineData("--output-path", "'--output-path'")]
    [InlineData("--output-path=", "'--output-path'")]
    [InlineData("--outputpath=deploy", "'--outputpath=deploy'")]
    [InlineData("nonsense", "'nonsense'")]
    [InlineData("--step deploy", "'deploy'")]
    [InlineData("--managed-cache=perhaps", "'perhaps'")]
    public async Task Publish_with_arguments_that_make_no_sense_says_so_and_writes_nothing(string arguments, string message)
    {
        var (exitCode, output) = await AppHost.RunInAsync(_folder, ["publish", .. arguments.Split(' ')]);

        exitCode.ShouldBe(2);
        output.ShouldStartWith("error: ");
        output.ShouldContain(message);
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Publish_with_aspires_arguments_for_a_target_that_does_not_exist_says_so()
    {
        var (exitCode, output) = await AppHost.RunInAsync(_folder, "--operation", "publish", "--target", "nomad", "--output-path", _folder);

        exitCode.ShouldBe(2);
        output.ShouldStartWith("error: ");
        output.ShouldContain("'nomad'");
    }

    [Fact]
    public async Task Publish_into_something_that_is_no_folder_is_one_line()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        var (exitCode, output) = await AppHost.RunAsync("publish", "--output-path", file);

        exitCode.ShouldBe(1);
        output.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("cannot be written");
    }
}
