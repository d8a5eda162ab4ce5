using MediaClusters.MigrationService.Progress;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.ServiceDefaults;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace MediaClusters.Tests.MigrationService.Progress;

public sealed class ProgressDisplayTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Logged_progress_is_a_line_every_10_s_and_one_at_the_end()
    {
        using var log = new RecordingLoggerProvider();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        var display = new LoggedProgress(_time, loggers.CreateLogger<LoggedProgress>());

        await display.ShowAsync("Pets", report =>
        {
            report.Report(At(100));
            _time.Advance(TimeSpan.FromSeconds(9));
            log.Messages.ShouldBeEmpty();
            report.Report(At(200));
            _time.Advance(TimeSpan.FromSeconds(1));
            _time.Advance(TimeSpan.FromSeconds(10));
            report.Report(At(1_000));
            return Task.CompletedTask;
        });

        log.Messages.ShouldBe([
            "Pets: 200 of 1000, 10/s, 00:01:20 left; 7 enqueued, 3 joined",
            "Pets: 200 of 1000, 5/s, 00:02:40 left; 7 enqueued, 3 joined",
            "Pets: 1000 of 1000, 45/s, 00:00:00 left; 7 enqueued, 3 joined",
        ]);
    }

    [Fact]
    public async Task Logged_progress_of_work_that_fails_still_tells_how_far_it_came()
    {
        using var log = new RecordingLoggerProvider();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));

        await Should.ThrowAsync<InvalidOperationException>(() => new LoggedProgress(_time, loggers.CreateLogger<LoggedProgress>()).ShowAsync("Pets", report =>
        {
            report.Report(At(5) with { Total = null });
            throw new InvalidOperationException();
        }));

        log.Messages.ShouldBe(["Pets: 5 of ?, 0/s, ? left; 7 enqueued, 3 joined"]);
    }

    [Fact]
    public async Task Terminal_progress_shows_a_bar_with_rate_and_time_left()
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 200;

        await new TerminalProgress(_time, console).ShowAsync("Pets", async report =>
        {
            report.Report(At(0));
            _time.Advance(TimeSpan.FromSeconds(10));
            report.Report(At(500));
            await Task.Yield();
        });

        output.ToString().ShouldContain("Pets 500/1000, 50/s, 00:00:10 left (7 enqueued, 3 joined)");
        output.ToString().ShouldContain("100%");
    }

    private static WorkProgress At(long done) => new(done, 1_000, [("enqueued", 7), ("joined", 3)]);
}
