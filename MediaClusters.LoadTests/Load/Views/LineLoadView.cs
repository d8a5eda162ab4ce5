using System.Globalization;

namespace MediaClusters.LoadTests.Load.Views;

/// <summary>A line for each load now and then, and one at the end: where nobody sits in front of a terminal.</summary>
internal sealed class LineLoadView(TextWriter output, TimeSpan interval) : ILoadView
{
    public Task ShowAsync(IReadOnlyList<ILoadProgress> loads, Func<Task> work)
    {
        var paces = loads.Select(load => new LoadPace(load)).ToArray();
        return ViewLoop.RunAsync(work, interval, () =>
        {
            foreach (var pace in paces)
                output.WriteLine(Line(pace.Measure()));
        });
    }

    private static string Line((string Name, LoadSnapshot Now, double Rate) load) => string.Create(
        CultureInfo.InvariantCulture,
        $"{load.Name}{(load.Now.WarmingUp ? " (warm-up)" : "")} {load.Now.Elapsed.TotalSeconds:F0}/{load.Now.Total.TotalSeconds:F0} s, {LoadPace.Describe(load.Now, load.Rate)}");
}
