using Spectre.Console;

namespace MediaClusters.LoadTests.Load.Views;

/// <summary>A bar for each load with what it does at the moment, for who sits in front of a terminal.</summary>
internal sealed class TerminalLoadView(IAnsiConsole console) : ILoadView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public Task ShowAsync(IReadOnlyList<ILoadProgress> loads, Func<Task> work) => console.Progress()
        .AutoRefresh(enabled: false)
        .AutoClear(enabled: false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
        .StartAsync(context =>
        {
            var bars = loads.Select(load => (Pace: new LoadPace(load), Bar: context.AddTask(Markup.Escape(load.Name)))).ToArray();
            return ViewLoop.RunAsync(work, Interval, () =>
            {
                foreach (var (pace, bar) in bars)
                    Show(pace, bar);
                context.Refresh();
            });
        });

    private static void Show(LoadPace pace, ProgressTask bar)
    {
        var (name, now, rate) = pace.Measure();
        bar.MaxValue = now.Total.TotalSeconds;
        bar.Value = now.Elapsed.TotalSeconds;
        bar.Description = Markup.Escape($"{name}{(now.WarmingUp ? " (warm-up)" : "")}: {LoadPace.Describe(now, rate)}");
    }
}
