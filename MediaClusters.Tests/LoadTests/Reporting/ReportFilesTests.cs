using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.Tests.LoadTests.Reporting;

public sealed class ReportFilesTests
{
    [Fact]
    public async Task Folder_is_made_and_holds_the_three_files_of_the_latest_run()
    {
        using var temporary = new TemporaryFolder();
        var folder = temporary.File("a/b");

        await ReportFiles.WriteAsync(Reports.Of() with { Title = "First" }, folder, CancellationToken.None);
        await ReportFiles.WriteAsync(Reports.Of() with { Title = "Second" }, folder, CancellationToken.None);

        Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["load.html", "load.json", "load.md"]);
        foreach (var file in Directory.GetFiles(folder))
            (await File.ReadAllTextAsync(file)).ShouldSatisfyAllConditions(text => text.ShouldContain("Second"), text => text.ShouldNotContain("First"));
    }

    [Fact]
    public async Task Hostile_names_can_be_written()
    {
        using var folder = new TemporaryFolder();

        await ReportFiles.WriteAsync(Reports.Hostiles(), folder.Path, CancellationToken.None);

        Directory.GetFiles(folder.Path).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Write_that_is_given_up_leaves_what_was_there()
    {
        using var folder = new TemporaryFolder();
        await ReportFiles.WriteAsync(Reports.Of() with { Title = "First" }, folder.Path, CancellationToken.None);

        await Should.ThrowAsync<OperationCanceledException>(() => ReportFiles.WriteAsync(Reports.Of() with { Title = "Second" }, folder.Path, new(canceled: true)));

        var files = Directory.GetFiles(folder.Path);
        files.Length.ShouldBe(3);
        foreach (var file in files)
            (await File.ReadAllTextAsync(file)).ShouldContain("First");
    }
}
