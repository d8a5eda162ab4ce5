using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.Tests.ServiceDefaults.Metrics;

public sealed partial class MetricsEndpointTests
{
    [Fact]
    public async Task Metrics_counter_is_written_with_type_help_and_labels()
    {
        using var meter = NewMeter();
        await using var application = await StartAsync();
        var counter = meter.CreateCounter<long>("pets.fed", description: "Pets that were \\fed\ntwice");
        counter.Add(2, new("kind", "cat"), new("name", "\"Tom\"\\\n"));
        counter.Add(3, new("kind", "cat"), new("name", "\"Tom\"\\\n"));

        var text = await ScrapeAsync(application);

        text.ShouldContain("# HELP pets_fed_total Pets that were \\\\fed\\ntwice\n# TYPE pets_fed_total counter\n");
        text.ShouldContain($"pets_fed_total{{otel_scope_name=\"{meter.Name}\",kind=\"cat\",name=\"\\\"Tom\\\"\\\\\\n\"}} 5\n");
    }

    [Fact]
    public async Task Metrics_histogram_counts_up_to_each_bound()
    {
        using var meter = NewMeter();
        await using var application = await StartAsync();
        var histogram = meter.CreateHistogram<double>("walk", "s");
        foreach (var seconds in (double[])[0.002, 0.2, 0.2, 100])
            histogram.Record(seconds);

        var text = await ScrapeAsync(application);

        var prefix = $"walk_seconds_bucket{{otel_scope_name=\"{meter.Name}\",le=";
        text.ShouldContain("# TYPE walk_seconds histogram\n");
        text.ShouldContain(prefix + "\"0.001\"} 0\n");
        text.ShouldContain(prefix + "\"0.0025\"} 1\n");
        text.ShouldContain(prefix + "\"0.25\"} 3\n");
        text.ShouldContain(prefix + "\"60\"} 3\n");
        text.ShouldContain(prefix + "\"+Inf\"} 4\n");
        text.ShouldContain($"walk_seconds_count{{otel_scope_name=\"{meter.Name}\"}} 4\n");
        text.ShouldContain($"walk_seconds_sum{{otel_scope_name=\"{meter.Name}\"}} 100.402\n");
    }

    [Fact]
    public async Task Metrics_same_name_of_two_meters_is_one_family()
    {
        using var first = NewMeter();
        using var second = NewMeter();
        await using var application = await StartAsync();
        first.CreateCounter<long>("barks").Add(1);
        first.CreateCounter<long>("mews").Add(1);
        second.CreateCounter<long>("barks").Add(1);

        var text = await ScrapeAsync(application);

        Regex.Count(text, "# TYPE barks_total counter\n").ShouldBe(1);
        text.ShouldContain($"barks_total{{otel_scope_name=\"{first.Name}\"}} 1\nbarks_total{{otel_scope_name=\"{second.Name}\"}} 1\n");
    }

    [Fact]
    public async Task Metrics_tags_that_collide_do_not_spoil_the_scrape()
    {
        using var meter = NewMeter();
        await using var application = await StartAsync();
        meter.CreateCounter<long>("naps").Add(1, new("a.b", 1), new("a_b", 2), new("le", true));

        var text = await ScrapeAsync(application);

        text.ShouldContain($"naps_total{{otel_scope_name=\"{meter.Name}\",a_b=\"1;2\",exported_le=\"true\"}} 1\n");
    }

    [Fact]
    public async Task Metrics_gauges_and_falling_sums_are_gauges()
    {
        using var meter = NewMeter();
        await using var application = await StartAsync();
        meter.CreateUpDownCounter<long>("guests").Add(-2);
        meter.CreateObservableGauge("warmth", () => 36.6);

        var text = await ScrapeAsync(application);

        text.ShouldContain($"# TYPE guests gauge\nguests{{otel_scope_name=\"{meter.Name}\"}} -2\n");
        text.ShouldContain($"# TYPE warmth gauge\nwarmth{{otel_scope_name=\"{meter.Name}\"}} 36.6\n");
    }

    [Fact]
    public async Task Metrics_name_the_service()
    {
        await using var application = await StartAsync();

        (await ScrapeAsync(application)).ShouldContain("target_info{service_name=\"photos\"");
    }

    [Fact]
    public async Task Metrics_every_line_is_well_formed_and_every_family_stands_together()
    {
        using var meter = NewMeter();
        await using var application = await StartAsync();
        meter.CreateHistogram<double>("walk", "s").Record(1);
        using (var response = await application.GetTestClient().GetAsync("/pets"))
            response.EnsureSuccessStatusCode();

        var families = new List<string>();
        foreach (var line in (await ScrapeAsync(application)).TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                families.Add(line.Split(' ')[2]);
            else if (!line.StartsWith('#'))
                Sample().Match(line).Groups["name"].Value.ShouldStartWith(families[^1], customMessage: line);
        }

        families.Distinct(StringComparer.Ordinal).Count().ShouldBe(families.Count);
        families.ShouldContain(family => family == "http_server_request_duration_seconds");
    }

    [Fact]
    public async Task Metrics_scraped_by_many_at_once_are_whole_each_time()
    {
        using var meter = NewMeter();
        await using var application = await StartAsync();
        var counter = meter.CreateCounter<long>("steps");
        counter.Add(1);

        var texts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ScrapeAsync(application)));

        texts.ShouldAllBe(text => text.StartsWith("# HELP target_info", StringComparison.Ordinal) && Regex.Count(text, "# TYPE steps_total counter") == 1);
    }

    private static Meter NewMeter() => new(string.Create(CultureInfo.InvariantCulture, $"MediaClusters.Tests.{Guid.NewGuid():N}"));

    private static Task<WebApplication> StartAsync()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development);
        builder.AddServiceDefaults();
        return builder.StartAsync(application =>
        {
            application.MapDefaultEndpoints();
            application.MapGet("/pets", () => "pets");
        });
    }

    private static async Task<string> ScrapeAsync(WebApplication application)
    {
        using var response = await application.GetTestClient().GetAsync("/metrics");
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        return await response.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\})? (NaN|[+-]Inf|-?[0-9.eE+-]+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
