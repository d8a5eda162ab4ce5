using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Reporting.Comparison;
using MediaClusters.LoadTests.Reporting.Json;

namespace MediaClusters.Tests.LoadTests.Reporting;

public sealed class CompareCommandTests
{
    [Fact]
    public async Task Loads_of_both_runs_are_set_side_by_side()
    {
        var old = Reports.Of(Reports.Section("Reads", new(Reports.Result("latest", milliseconds: [10, 10])), new(Reports.Result("gone")), new(Reports.Result("none"))));
        var now = Reports.Of(Reports.Section("Reads", new(Reports.Result("latest", milliseconds: [15, 15]) with { Elapsed = TimeSpan.FromSeconds(1) }), new(Reports.Result("come")), new(Reports.Result("none"))));

        var (exit, output, error) = await CompareAsync(Json(old), Json(now with { Seed = 8, Environment = [new("machine", "4 cores"), new("postgres", "17.6")] }));

        exit.ShouldBe(0);
        error.ShouldBeEmpty();
        output.Split(Environment.NewLine).ShouldBe(
        [
            "seed: 7, now 8",
            "machine: 2 cores, now 4 cores",
            "load                                       requests/s        now  ratio   p99 ms      now  ratio",
            "Reads: latest, 64 connections, closed loop          1          2   2.00       10       15   1.50",
            "Reads: none, 64 connections, closed loop            –          –      –        –        –      –",
            "only in the old run: Reads: gone, 64 connections, closed loop",
            "only in the new run: Reads: come, 64 connections, closed loop",
            "",
        ]);
    }

    [Fact]
    public async Task Loads_with_the_same_name_are_told_apart_by_their_shape_and_place()
    {
        var row = new ReportRow(Reports.Result("latest", milliseconds: 10));
        var report = Reports.Of(
            Reports.Section("Reads", row, row, new(Reports.Result("latest", LoadShape.Arrivals.Constant(5, 1, TimeSpan.FromSeconds(1)), milliseconds: 10))),
            Reports.Section("Again", row));

        var (_, output, _) = await CompareAsync(Json(report), Json(report));

        output.Split(Environment.NewLine).Skip(1).Where(line => line.Length > 0).Select(line => line[..line.IndexOf("   ", StringComparison.Ordinal)]).ShouldBe(
        [
            "Reads: latest, 64 connections, closed loop",
            "Reads: latest, 64 connections, closed loop (2)",
            "Reads: latest, 5/s, open loop",
            "Again: latest, 64 connections, closed loop",
        ]);
    }

    [Fact]
    public async Task Runs_with_nothing_in_common_say_so()
    {
        var (exit, output, _) = await CompareAsync(Json(Reports.Of()), Json(Reports.Of()));

        (exit, output.Trim()).ShouldBe((0, "The runs have no load in common."));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{\"format\":\"another\"}")]
    public async Task A_file_that_is_missing_or_foreign_gets_one_line_and_exit_code_2(string? text)
    {
        var (exit, output, error) = await CompareAsync(Json(Reports.Of()), text);

        exit.ShouldBe(2);
        output.ShouldBeEmpty();
        error.TrimEnd().ShouldNotContain('\n');
        error.ShouldContain("new.json: ");
    }

    [Fact]
    public async Task A_folder_gets_one_line_and_exit_code_2()
    {
        using var folder = new TemporaryFolder();

        (await RunAsync(folder.Path, folder.Path)).Exit.ShouldBe(2);
    }

    private static string Json(LoadReport report) => ReportDocument.Of(report).ToJson();

    private static async Task<(int Exit, string Output, string Error)> CompareAsync(string old, string? now)
    {
        using var folder = new TemporaryFolder();
        var (before, after) = (folder.File("old.json"), folder.File("new.json"));
        await File.WriteAllTextAsync(before, old);
        if (now is not null)
            await File.WriteAllTextAsync(after, now);
        return await RunAsync(before, after);
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(string old, string now)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await CompareCommand.Create().Parse([old, now]).InvokeAsync(new() { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
