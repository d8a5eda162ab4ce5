using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Operations;

/// <summary>The API or a worker as a process of its own, against given servers.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    public const string Token = "token-of-the-restore-tests-0123456789";

    private readonly Process _process;
    private readonly ConcurrentQueue<string?> _output = new();

    private ServiceProcess(string project, string postgres, string redis, int port)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"MediaClusters.{project}.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = Address.ToString(),
            ["ConnectionStrings__media-clusters"] = postgres,
            ["ConnectionStrings__cache"] = redis,
            ["Authentication__Tokens__0__Name"] = "tests",
            ["Authentication__Tokens__0__Value"] = Token,
            ["Logging__LogLevel__Default"] = "Warning",
            ["Worker__ReapInterval"] = "00:00:00.5",
            ["JobQueue__RetryBaseDelay"] = "00:00:00.1",
        })
            start.Environment[name] = value;

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>Returns when it is healthy.</summary>
    public static async Task<ServiceProcess> StartAsync(string project, BackedUpServer postgres, RedisServer redis)
    {
        var service = new ServiceProcess(project, postgres.ConnectionString, redis.Endpoint, RedisServer.FreePort());
        using var client = new HttpClient { BaseAddress = service.Address };
        var healthy = await Graph.GraphFixture.EventuallyAsync(() => IsHealthyAsync(client), ok => ok || service._process.HasExited);
        healthy.ShouldBeTrue($"{project} did not start:\n{string.Join('\n', service._output)}");
        return service;
    }

    public HttpClient CreateClient()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-Internal-Token", Token);
        return client;
    }

    /// <summary>As an orchestrator does: it finishes what it has begun.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.ExitCode.ShouldBe(0, string.Join('\n', _output));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
