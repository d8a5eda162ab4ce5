using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.Tests.Deployment.Tools;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Operations;

/// <summary>A Prometheus of the test's own, which looks every second at what it is told to and judges it by the alerts' rules in seconds.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mc-prometheus-").FullName;
    private readonly HttpClient _client;
    private readonly Process _process;
    private readonly Task<string> _log;

    private PrometheusServer()
    {
        File.WriteAllText(Path.Combine(_folder, "rules.yaml"), AlertRules.InSeconds());
        File.WriteAllText(Path.Combine(_folder, "targets.json"), "[]");
        File.WriteAllText(Path.Combine(_folder, "prometheus.yaml"), """
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s, external_labels: { runbooks: runbooks.md } }
            rule_files: [rules.yaml]
            scrape_configs:
              - job_name: media-clusters
                file_sd_configs: [{ files: [targets.json], refresh_interval: 1s }]
            """);

        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{RedisServer.FreePort()}");
        _client = new HttpClient { BaseAddress = new Uri($"http://{address}/") };
        _process = Process.Start(new ProcessStartInfo(
            Tool.Find(Tool.Prometheus),
            ["--config.file=prometheus.yaml", "--storage.tsdb.path=data", $"--web.listen-address={address}", "--log.level=warn"])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        _log = _process.StandardError.ReadToEndAsync();
    }

    public static async Task<PrometheusServer> StartAsync()
    {
        var server = new PrometheusServer();
        var ready = await GraphFixture.EventuallyAsync(server.IsReadyAsync, answer => answer || server._process.HasExited);
        if (ready)
            return server;

        var log = server._process.HasExited ? await server._log : "";
        await server.DisposeAsync();
        throw new InvalidOperationException($"Prometheus did not start. {log}");
    }

    /// <summary>What to look at, by job.</summary>
    public async Task WatchAsync(params (string Job, IEnumerable<Uri> Addresses)[] jobs)
    {
        var targets = jobs.Select(job => new { targets = job.Addresses.Select(address => address.Authority), labels = new { job = job.Job } });

        // In one step: it reads the file whenever it changes.
        var next = Path.Combine(_folder, "targets.next");
        await File.WriteAllTextAsync(next, JsonSerializer.Serialize(targets));
        File.Move(next, Path.Combine(_folder, "targets.json"), overwrite: true);
    }

    /// <summary>The labels of each series that a query finds. A query that is none throws with Prometheus' reason.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> QueryAsync(string query)
    {
        var answer = await GetAsync($"api/v1/query?query={Uri.EscapeDataString(query)}");
        return answer.GetProperty("resultType").GetString() != "vector"
            ? []
            : [.. answer.GetProperty("result").EnumerateArray().Select(series => series.GetProperty("metric").Deserialize<Dictionary<string, string>>()!)];
    }

    /// <summary>The names of the alerts that fire.</summary>
    public async Task<IReadOnlySet<string>> FiringAsync() =>
        (await GetAsync("api/v1/alerts")).GetProperty("alerts").EnumerateArray()
            .Where(alert => alert.GetProperty("state").GetString() == "firing")
            .Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!)
            .ToHashSet(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _log;
        _process.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode
            ? answer.GetProperty("data")
            : throw new InvalidOperationException($"{Uri.UnescapeDataString(path)}: {answer.GetProperty("error").GetString()}");
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _client.GetAsync("-/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
