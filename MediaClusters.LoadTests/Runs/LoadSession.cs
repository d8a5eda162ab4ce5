using System.Globalization;
using MediaClusters.LoadTests.Graph;
using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Load.Views;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Scenarios;
using MediaClusters.LoadTests.Seeding;
using MediaClusters.LoadTests.Yardsticks;

namespace MediaClusters.LoadTests.Runs;

/// <summary>The graph, its pets and the yardsticks' server, and what was found out with them.</summary>
internal sealed class LoadSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const int FillingCallers = 16;

    private readonly LoadRunner _runner;
    private YardstickProcess? _yardstick;

    private LoadSession(LoadGraph graph, CacheServer cache, RunSettings settings)
    {
        (Graph, Cache, Settings) = (graph, cache, settings);
        Pets = new(graph.Source, settings.Seed, TimeProvider.System);
        HundredPhotos = new(graph.Source, settings.Seed + 2, TimeProvider.System, photos: 100);
        Api = null!;
        _runner = new(settings.Seed, LoadViews.ForConsole());
    }

    public LoadGraph Graph { get; }

    public CacheServer Cache { get; }

    public RunSettings Settings { get; }

    public PetSeeder Pets { get; }

    public PetSeeder HundredPhotos { get; }

    public Findings Findings { get; } = new();

    /// <summary>Of the pets there are since <see cref="SeedAsync"/> was last called.</summary>
    public ApiReads Api { get; private set; }

    public static async Task<LoadSession> StartAsync(RunSettings settings, CancellationToken cancellationToken)
    {
        var graph = await LoadGraph.StartAsync(GraphSettings.ForLoad, cancellationToken);
        return new(graph, await CacheServer.ConnectAsync(graph.Redis), settings);
    }

    /// <summary>Tops the pets up.</summary>
    public async Task SeedAsync(int pets, int withPhotos, CancellationToken cancellationToken)
    {
        var rate = await Pets.SeedAsync(pets, withPhotos, cancellationToken);
        Findings.Set("rows copied a second", rate);
        Api = new(Graph, Pets, Settings.Seed);
    }

    /// <summary>Unless they are there.</summary>
    public Task SeedHundredAsync(CancellationToken cancellationToken)
        => HundredPhotos.Count > 0 ? Task.CompletedTask : HundredPhotos.SeedAsync(Settings.HundredPhotos, Settings.HundredPhotos, cancellationToken);

    /// <summary>Started when it is first needed, and again for other pets.</summary>
    public async Task<YardstickReads> StartYardsticksAsync(CancellationToken cancellationToken)
    {
        var median = YardstickReads.MedianOf(Pets);
        _yardstick ??= await YardstickProcess.StartAsync(Graph, median, cancellationToken);
        return new(_yardstick.Address, Pets, median);
    }

    /// <summary>Has the newest version of every pet cached.</summary>
    public async Task FillCacheAsync(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, FillingCallers), new ParallelOptions { MaxDegreeOfParallelism = FillingCallers, CancellationToken = cancellationToken }, async (first, stop) =>
        {
            await using var http = new HttpConnection(Graph.Address);
            var caller = new Caller(first, new Random(first), http);
            for (var index = first; index < Pets.Count; index += FillingCallers)
            {
                if (await Api.Latest.AskAsync(caller, index, stop) is { } failure)
                    throw new InvalidOperationException($"The cache could not be filled: {failure}");
            }
        });
    }

    /// <summary>What is compiled for good only after thousands of calls should be so before the first load is measured.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var shape = new LoadShape.Saturation(RunSettings.Connections / 4, Settings.WarmUp * 3);
        (string Name, Reads Reads)[] all = [("latest", Api.Latest), ("version", Api.Version), ("history", Api.History), ("reverse look-up", Api.Photo)];
        (Scenario, LoadShape)[] loads = [.. all.Select(one => (one.Reads.Scenario($"warming up {one.Name}", Api.Evenly), (LoadShape)shape))];
        return _runner.RunAsync(loads, TimeSpan.Zero, cancellationToken);
    }

    public Task<LoadResult> SaturateAsync(Scenario scenario, CancellationToken cancellationToken) => SaturateAsync(scenario, RunSettings.Connections, cancellationToken);

    public Task<LoadResult> SaturateAsync(Scenario scenario, int connections, CancellationToken cancellationToken)
        => MeasureAsync(scenario, new LoadShape.Saturation(connections, Settings.Duration), cancellationToken);

    public Task<LoadResult> ArriveAsync(Scenario scenario, double rate, CancellationToken cancellationToken)
        => MeasureAsync(scenario, LoadShape.Arrivals.Constant(rate, RunSettings.Connections, Settings.Duration), cancellationToken);

    public async Task<LoadResult> MeasureAsync(Scenario scenario, LoadShape shape, CancellationToken cancellationToken)
    {
        var result = await _runner.RunAsync(scenario, shape, Settings.WarmUp, cancellationToken);
        Findings.Set(Findings.RateOf(scenario.Name), result.Rate);
        Findings.Set(Findings.P99Of(scenario.Name), result.Latency.Percentile(99));
        Findings.Set(Findings.P99OfMedianSecond(scenario.Name), result.P99OfMedianSecond);
        Findings.Set("failures", (Findings.Find("failures") ?? 0) + result.Failed);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {scenario.Name,-44} {result.Rate,9:N0}/s  p50 {result.Latency.Percentile(50),8:F2}  p99 {result.Latency.Percentile(99),8:F2}  max {result.Latency.Max,8:F2} ms{(result.Failed > 0 ? $"  {result.Failed} FAILED: {result.FirstFailure}" : "")}"));
        return result;
    }

    /// <summary>Returns when what the API reads gets into the cache again.</summary>
    public async Task WaitForCacheAsync(CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var pet = Pets[0].Id;
        do
        {
            await timer.WaitForNextTickAsync(waiting.Token);
            using var response = await Graph.Api.GetAsync(new Uri($"/internal/pets/{pet}/clusters/latest", UriKind.Relative), waiting.Token);
            response.EnsureSuccessStatusCode();
        }
        while (!await Cache.HasAsync(pet));
    }

    /// <summary>The row of a result beside the yardstick it is held against, where that was measured.</summary>
    public ReportRow Beside(LoadResult result, string yardstick)
        => Findings.FindRate(yardstick) is { } rate ? new(result, yardstick, result.Rate / rate) : new(result);

    public async ValueTask DisposeAsync()
    {
        if (_yardstick is not null)
            await _yardstick.DisposeAsync();
        Cache.Dispose();
        await Graph.DisposeAsync();
    }
}
