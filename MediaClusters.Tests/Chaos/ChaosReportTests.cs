using System.Text.Json;
using MediaClusters.Chaos;
using MediaClusters.Chaos.Callers;
using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;
using MediaClusters.Tests.Chaos.Checks;

namespace MediaClusters.Tests.Chaos;

public sealed class ChaosReportTests
{
    private static readonly ChaosPlan Plan = new() { Seed = 7, Duration = TimeSpan.FromSeconds(75), Only = [FaultKind.WorkerPaused, FaultKind.LockHeld], WithoutFencing = true };

    [Fact]
    public void Run_can_be_repeated_by_the_command_it_tells() =>
        Plan.Command.ShouldBe("./chaos.sh --seconds 75 --seed 7 --only worker-paused,lock-held --without-fencing");

    [Fact]
    public void Command_tells_rate_and_pets_that_are_not_the_usual_ones() =>
        (Plan with { Only = [], WithoutFencing = false, Rate = 20, Pets = 10 }).Command.ShouldBe("./chaos.sh --seconds 75 --seed 7 --rate 20 --pets 10");

    [Fact]
    public void Report_tells_recoveries_that_were_not_judged()
    {
        var history = Past.OneJob with { Faults = [Past.Fault(FaultKind.WorkerKilled, "worker-1", 0, 1), Past.Fault(FaultKind.PostgresRestarted, "all", 1.5, 1.8, postgresAway: true)] };
        new ChaosReport(Plan, history, []).Recoveries.ShouldBe([("Postgres", 1, 0, 200, 200, 200), ("its process", 0, 1, null, null, null)]);
        ReportText.Of(new(Plan, history, [])).ShouldMatch(@"its process +\| +0 \| +1 \| +- \|");
    }

    [Fact]
    public void Every_fault_has_a_name_that_finds_it() =>
        Enum.GetValues<FaultKind>().ShouldAllBe(kind => FaultNames.Find(FaultNames.Of(kind)) == kind);

    [Fact]
    public void Report_tells_figures_and_violations_with_their_evidence()
    {
        var report = new ChaosReport(Plan, Past.OneJob with { Faults = [Past.Fault(FaultKind.LockHeld, "all", 1, 2.5)] }, [new("some check", "it broke", ["because"])]);
        var text = ReportText.Of(report);
        text.ShouldContain("1 violations");
        text.ShouldContain("jobs accepted");
        text.ShouldContain("LockHeld");
        text.ShouldContain("- **some check**: it broke\n  - `because`");
    }

    [Fact]
    public async Task Report_of_a_run_with_violations_leaves_the_whole_history()
    {
        var folder = Directory.CreateTempSubdirectory("mc-chaos-report-").FullName;
        try
        {
            await ReportFiles.WriteAsync(new(Plan, Past.OneJob, [new("some check", "it broke", [])]), folder, default);
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "chaos.json")));
            json.RootElement.GetProperty("violations").GetArrayLength().ShouldBe(1);
            (await File.ReadAllLinesAsync(ReportFiles.HistoryFile(folder))).Length.ShouldBe(5);

            await ReportFiles.WriteAsync(new(Plan, Past.OneJob, []), folder, default);
            File.Exists(ReportFiles.HistoryFile(folder)).ShouldBeFalse();

            await File.WriteAllTextAsync(Path.Combine(folder, "somebody's notes"), "");
            await File.WriteAllTextAsync(ReportFiles.HistoryFile(folder), "of an earlier run");
            ReportFiles.Prepare(folder);
            Directory.GetFiles(folder).ShouldHaveSingleItem().ShouldEndWith("notes");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Counter_of_a_process_that_was_restarted_goes_on()
    {
        ServiceSample[] samples = [.. new[] { 3.0, 5, 1, 2 }.Select((value, i) => new ServiceSample("worker-1", Past.At(i), UsesCache: true, new Dictionary<string, double>(StringComparer.Ordinal) { ["c"] = value }))];
        ServiceSampler.Total(samples, "c").ShouldBe(7);
    }
}
