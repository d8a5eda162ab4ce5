using System.Globalization;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Reporting.Markdown;
using MediaClusters.LoadTests.Runs.Parts;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.LoadTests.Runs;

/// <param name="Title">The report's.</param>
/// <param name="Settings">For all of it.</param>
/// <param name="Parts">What is measured with the settings' pets.</param>
/// <param name="Sizes">Numbers of pets that growth is measured at, ascending; none for no growth.</param>
/// <param name="Limits">What the goals are.</param>
internal sealed record LoadPlan(string Title, RunSettings Settings, IReadOnlyList<LoadPart> Parts, IReadOnlyList<int> Sizes, GoalLimits Limits)
{
    /// <summary>A page that gets the tables too.</summary>
    public string? Page { get; init; }
}

/// <summary>One run from nothing: the graph, the pets, the loads, the report.</summary>
internal static class LoadRun
{
    /// <returns>The exit code: 0, or 1 when a goal is missed.</returns>
    public static async Task<int> RunAsync(LoadPlan plan, string folder, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var startedAt = TimeProvider.System.GetLocalNow();
        await using var session = await LoadSession.StartAsync(plan.Settings, cancellationToken);
        var environment = await DescribeAsync(session, cancellationToken);
        List<ReportSection> sections = [];
        List<Goal> failures = [];
        var growth = new GrowthStages(session);

        foreach (var size in plan.Sizes.Where(size => size < plan.Settings.Pets))
            await GrowAsync(size, 0);
        await session.SeedAsync(plan.Settings.Pets, plan.Settings.WithPhotos, cancellationToken);
        if (plan.Sizes.Count == 0)
            await session.WarmUpAsync(cancellationToken);
        if (plan.Sizes.Contains(plan.Settings.Pets))
            await growth.MeasureAsync(cancellationToken);
        foreach (var part in plan.Parts)
            await MeasureAsync(part);
        foreach (var size in plan.Sizes.Where(size => size > plan.Settings.Pets))
            await GrowAsync(size, plan.Settings.WithPhotos);
        if (plan.Sizes.Count > 0)
            sections.Add(growth.Report());

        var report = new LoadReport(
            plan.Title, startedAt, TimeProvider.System.GetElapsedTime(started), plan.Settings.Seed, environment, sections,
            [.. failures, .. GoalSheet.Evaluate(session.Findings, plan.Limits)]);
        await ReportFiles.WriteAsync(report, folder, cancellationToken);
        if (plan.Page is { } page)
            await MarkedFigures.WriteAsync(report, page, cancellationToken);
        return Tell(report, folder);

        async Task GrowAsync(int size, int withPhotos)
        {
            await session.SeedAsync(size, withPhotos, cancellationToken);
            if (size == plan.Sizes[0])
                await session.WarmUpAsync(cancellationToken);
            await growth.MeasureAsync(cancellationToken);
        }

        // What was measured before is worth a report even when something else broke.
        async Task MeasureAsync(LoadPart part)
        {
            Console.WriteLine($"{part.Name}:");
            try
            {
                sections.Add(await part.RunAsync(session, cancellationToken));
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Console.WriteLine($"  {part.Name} broke: {e}");
                failures.Add(new(part.Name, "is measured", $"{e.GetType().Name}: {e.Message}", IsMet: false));
            }
        }
    }

    private static int Tell(LoadReport report, string folder)
    {
        foreach (var figure in report.Sections.SelectMany(section => section.Figures))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Name}: {figure.Value:#,0.#} {figure.Unit}{(figure.Note is null ? "" : $" ({figure.Note})")}"));
        Console.WriteLine();
        foreach (var goal in report.Goals)
            Console.WriteLine($"{(goal.IsMet ? "ok  " : "MISS")} {goal.Name}: {goal.Measured}, wanted {goal.Wanted}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Goals.Count(goal => goal.IsMet)} of {report.Goals.Count} goals reached in {report.Elapsed.TotalSeconds:F0} s; the report is {Path.Combine(folder, ReportFiles.Html)}"));
        return report.Goals.All(goal => goal.IsMet) ? 0 : 1;
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> DescribeAsync(LoadSession session, CancellationToken cancellationToken)
    {
        var settings = session.Settings;
        return
        [
            new("machine", Machine.Describe()),
            new("Postgres", await session.Graph.QueryAsync<string>("SELECT current_setting('server_version') || ', shared buffers of ' || current_setting('shared_buffers')", cancellationToken)),
            new("Redis", session.Cache.Version),
            new("drivers", $"Npgsql {Version(typeof(NpgsqlConnection))}, StackExchange.Redis {Version(typeof(ConnectionMultiplexer))}"),
            new("services", "one API and one worker process, 20 connections each"),
            new("pets", string.Create(CultureInfo.InvariantCulture, $"{settings.Pets:N0}, {settings.WithPhotos:N0} of them with photos, {settings.HundredPhotos:N0} more of 100 photos each")),
            new("loads", string.Create(CultureInfo.InvariantCulture, $"{RunSettings.Connections} connections, {settings.Duration.TotalSeconds:F0} s each after {settings.WarmUp.TotalSeconds:0.#} s of warm-up")),
        ];

        static string? Version(Type type) => type.Assembly.GetName().Version?.ToString(3);
    }
}
