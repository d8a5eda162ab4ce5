using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Load.Views;
using Spectre.Console;

namespace MediaClusters.Tests.LoadTests;

public sealed class LoadViewTests
{
    [Fact]
    public async Task Lines_tell_what_a_load_came_to()
    {
        using var output = new StringWriter();

        await RunAsync(new LineLoadView(output, TimeSpan.FromMinutes(1)));

        output.ToString().ShouldMatch(@"^\[read\] 0/0 s, \d+/s, p50 -, p99 -, 20 failed\s+$");
    }

    [Fact]
    public async Task Bars_tell_it_too()
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 200;

        await RunAsync(new TerminalLoadView(console));

        output.ToString().ShouldContain("[read]: 0/s, p50 -, p99 -, 20 failed");
    }

    [Fact]
    public async Task What_the_work_throws_comes_through()
    {
        using var output = new StringWriter();

        await Should.ThrowAsync<FormatException>(
            () => new LineLoadView(output, TimeSpan.FromMinutes(1)).ShowAsync([], () => throw new FormatException()));
    }

    [Fact]
    public void A_second_without_answers_is_one_without_latencies()
    {
        var timeline = new Timeline();
        var latency = new LatencyHistogram();
        latency.Record(TimeSpan.FromMilliseconds(5));
        timeline.Add(0, latency, failed: 0);
        timeline.Add(2, latency, failed: 1);
        timeline.Add(2, latency, failed: 1);

        timeline.Describe().Select(second => (second.Second, second.Succeeded, second.Failed, second.Max)).ShouldBe(
            [(0, 1, 0, 5), (1, 0, 0, double.NaN), (2, 2, 2, 5)]);
        timeline.Merge().Count.ShouldBe(3);
    }

    private static Task RunAsync(ILoadView view) => new LoadRunner(1, view).RunAsync(
        new("[read]", new("http://127.0.0.1:1"), (_, _) => ValueTask.FromResult<string?>("no")),
        LoadShape.Arrivals.Constant(100, 1, TimeSpan.FromSeconds(0.2)), TimeSpan.Zero, CancellationToken.None);
}
