using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Runs.Parts;

namespace MediaClusters.LoadTests.Runs;

/// <summary>The same reads at several numbers of pets, in one database that is topped up.</summary>
internal sealed class GrowthStages(LoadSession session)
{
    public const string Smallest = "smallest size";
    public const string Largest = "largest size";

    private const string Cached = "latest, cached";
    private const string FromPostgres = "latest, from Postgres";
    private const string Version = "version";
    private const string Photo = "reverse look-up";
    private const string History = "history";

    private readonly Dictionary<string, double> _rates = new(StringComparer.Ordinal);
    private readonly List<ReportRow> _rows = [];

    public static IReadOnlyList<string> Scenarios { get; } = [Cached, FromPostgres, Version, Photo, History];

    public static string AtOneRate(string scenario) => scenario + ", at one rate";

    /// <summary>At the number of pets that there are.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var (api, pets) = (session.Api, session.Pets.Count);
        if (session.Findings.Find(Smallest) is null)
            session.Findings.Set(Smallest, pets);
        session.Findings.Set(Largest, pets);

        await session.FillCacheAsync(cancellationToken);
        await MeasureAsync(Cached, api.Latest, cancellationToken);
        await MeasureAsync(Version, api.Version, cancellationToken);
        await MeasureAsync(Photo, api.Photo, cancellationToken);
        await MeasureAsync(History, api.History, cancellationToken);
        await PostgresPart.WithoutCacheAsync(session, async () =>
        {
            await MeasureAsync(FromPostgres, api.Latest, cancellationToken);
            return true;
        }, cancellationToken);
    }

    public ReportSection Report() => new(
        "Growth",
        "Pets picked by Zipf's law. Beside the saturation of each size, the latencies at the same rate for all: half of what saturates the smallest one.",
        [.. _rows.OrderBy(row => Scenarios.TakeWhile(name => !row.Result.Scenario.StartsWith(name, StringComparison.Ordinal)).Count())],
        []);

    private async Task MeasureAsync(string name, LoadTests.Scenarios.Reads reads, CancellationToken cancellationToken)
    {
        var scenario = Names.AtSize(name, session.Pets.Count);
        var all = await session.SaturateAsync(reads.Scenario(scenario, session.Api.Often), cancellationToken);
        if (!_rates.TryGetValue(name, out var first))
            _rates[name] = first = all.Rate;
        var atOneRate = await session.MeasureAsync(
            reads.Scenario(AtOneRate(scenario), session.Api.Often),
            LoadShape.Arrivals.Constant(Math.Max(1, first / 2), RunSettings.Connections, session.Settings.Duration),
            cancellationToken);
        _rows.Add(new(all, Names.AtSize(name, (int)session.Findings.Find(Smallest)!), all.Rate / first));
        _rows.Add(new(atOneRate));
    }
}
