using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using MediaClusters.Tests.Graph;

namespace MediaClusters.Tests.Operations;

/// <summary>What the running graph's services answer to a scrape, against what docs/operations/metrics.md says.</summary>
[Collection(GraphCollection.Name)]
public sealed class MetricsTests(GraphFixture graph) : IAsyncLifetime
{
    private const string Requests = "http_server_request_duration_seconds";

    private static readonly IReadOnlyList<DocumentedMetric> Documented = DocumentedMetric.ReadAll();

    private readonly Guid _pet = Guid.CreateVersion7();
    private HttpClient _worker = null!;

    public static TheoryData<string> Services => ["api", "worker"];

    public async Task InitializeAsync()
    {
        _worker = graph.Application.CreateHttpClient("worker");
        await graph.PutImagesAsync(_pet, Album.Photos(_pet, 6));
    }

    public Task DisposeAsync()
    {
        _worker.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_documented_metric_is_there_and_every_own_one_is_documented(string service)
    {
        var documented = Documented.Where(metric => metric.From.Contains(service)).ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        documented.Count.ShouldBeGreaterThan(10);

        // There are two workers: work comes in until the one that is scraped had some.
        var families = await GraphFixture.EventuallyAsync(
            async () =>
            {
                await graph.WaitForJobAsync(await graph.PostJobAsync(_pet, force: true));
                using var latest = await graph.Api.GetAsync($"/internal/pets/{_pet}/clusters/latest");
                return await ScrapeAsync(service);
            },
            found => documented.Keys.All(found.ContainsKey));

        documented.Keys.Where(name => !families.ContainsKey(name)).ShouldBeEmpty("documented, but not there");
        families.Keys.Where(name => name.StartsWith("mediaclusters_", StringComparison.Ordinal) && !documented.ContainsKey(name)).ShouldBeEmpty("there, but not documented");
        foreach (var (name, metric) in documented)
        {
            families[name].Type.ShouldBe(metric.Type, name);
            foreach (var (label, value) in families[name].Series.SelectMany(series => series.Labels))
            {
                metric.Labels.Keys.ShouldContain(label, name);
                metric.Labels[label]?.ShouldContain(value, $"{name}{{{label}}}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Own_counters_have_every_documented_series_though_most_never_counted(string service)
    {
        var families = await ScrapeAsync(service);

        foreach (var metric in Documented.Where(metric => metric is { Type: "counter" } && metric.From.Contains(service)))
        {
            var series = families[metric.Name].Series;
            foreach (var (label, values) in metric.Labels)
                values!.Except(series.Select(one => one.Labels[label]), StringComparer.Ordinal).ShouldBeEmpty(metric.Name);
        }
    }

    [Fact]
    public async Task Requests_are_told_by_template_and_bounded_however_callers_behave()
    {
        var marker = Guid.NewGuid();
        foreach (var path in (string[])[$"/{marker}", $"/internal/{marker}", $"/internal/pets/{marker}/{marker}", $"/internal/pets/{marker}/clusters/latest", $"/health/{marker}"])
        {
            using var answer = await graph.Api.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        using (var odd = await graph.Api.SendAsync(new HttpRequestMessage(new HttpMethod("FROBNICATE"), "/internal/cluster-jobs")))
            odd.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        using (var empty = await graph.Api.PostAsJsonAsync("/internal/cluster-jobs", new { }))
            empty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var families = await ScrapeAsync("api");

        var series = families[Requests].Series.Select(one => one.Labels).ToArray();
        series.ShouldContain(labels => Is(labels, "/internal/pets/{pet_id}/clusters/latest", "404"));
        series.ShouldContain(labels => Is(labels, "/internal/cluster-jobs", "400"));
        series.ShouldContain(labels => labels["http_request_method"] == "_OTHER" && labels["http_response_status_code"] == "405");
        series.ShouldContain(labels => !labels.ContainsKey("http_route") && labels["http_response_status_code"] == "404");
        families.Values.SelectMany(family => family.Series).SelectMany(one => one.Labels.Values)
            .Where(value => value.Contains($"{marker}", StringComparison.OrdinalIgnoreCase) || value.Contains("FROB", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        series.Select(labels => labels.GetValueOrDefault("http_route")).Where(route => route is "/metrics" or "/health" or "/alive").ShouldBeEmpty();
    }

    private static bool Is(IReadOnlyDictionary<string, string> labels, string route, string status) =>
        labels.GetValueOrDefault("http_route") == route && labels["http_response_status_code"] == status;

    /// <summary>Nothing while the service does not answer: another test may just have killed it.</summary>
    private async Task<Dictionary<string, Family>> ScrapeAsync(string service) => Scrape.Read(await GraphFixture.EventuallyAsync(
        async () =>
        {
            try
            {
                return await (service == "api" ? graph.Api : _worker).GetStringAsync("/metrics");
            }
            catch (HttpRequestException)
            {
                return "";
            }
        },
        text => text.Length > 0));
}
