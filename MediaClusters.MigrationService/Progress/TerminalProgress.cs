using System.Globalization;
using Spectre.Console;

namespace MediaClusters.MigrationService.Progress;

/// <summary>A bar with rate and time left, for who sits in front of a terminal.</summary>
internal sealed class TerminalProgress(TimeProvider time, IAnsiConsole console) : IProgressDisplay
{
    public Task ShowAsync(string title, Func<IProgress<WorkProgress>, Task> work) => console.Progress()
        .AutoClear(enabled: false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
        .StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(title));
            await work(new Reporter(task, title, new Pace(time)));
            task.Value = task.MaxValue;
            task.StopTask();
        });

    private sealed class Reporter(ProgressTask task, string title, Pace pace) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            pace.Report(value);
            var (rate, left) = pace.Measure();
            task.IsIndeterminate = value.Total is null;
            task.MaxValue = Math.Max(1, value.Total ?? value.Done);
            task.Value = value.Done;
            var of = value.Total is { } total ? $"/{total}" : "";
            task.Description = Markup.Escape(string.Create(
                CultureInfo.InvariantCulture, $"{title} {value.Done}{of}, {rate:F0}/s, {left?.ToString("c") ?? "?"} left ({value})"));
        }
    }
}
