using System.Diagnostics;
using System.Globalization;
using MediaClusters.LoadTests.Graph;

namespace MediaClusters.LoadTests.Yardsticks;

/// <summary>This program once more, as the yardsticks' server, under the API's own runtime settings: the same garbage collector, the same compiler.</summary>
internal sealed class YardstickProcess : IAsyncDisposable
{
    /// <summary>What measured best where the goals come from.</summary>
    private const string Database = "Maximum Pool Size=15;Max Auto Prepare=20;Auto Prepare Min Usages=2";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private YardstickProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<YardstickProcess> StartAsync(LoadGraph graph, int medianBytes, CancellationToken cancellationToken)
    {
        var api = new ServiceProcess(await graph.FindProcessAsync("api", cancellationToken)).CommandLine;
        var program = typeof(YardstickProcess).Assembly.Location;
        var start = new ProcessStartInfo(api[0], ["exec", "--runtimeconfig", Path.ChangeExtension(api[1], ".runtimeconfig.json"), "--depsfile", Path.ChangeExtension(program, ".deps.json"), program, "yardstick"]);
        var address = new Uri($"http://127.0.0.1:{ServiceProcess.FreePort()}");
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ConnectionStrings__media-clusters"] = $"{graph.Database};{Database}";
        start.Environment["ConnectionStrings__cache"] = graph.Redis;
        start.Environment[YardstickServer.MedianSetting.Replace(":", "__", StringComparison.Ordinal)] = medianBytes.ToString(CultureInfo.InvariantCulture);

        var yardstick = new YardstickProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start."), address);
        try
        {
            await yardstick.WaitAsync(cancellationToken);
            return yardstick;
        }
        catch
        {
            await yardstick.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(YardstickServer.ConstantPath, UriKind.Relative), cancellationToken);
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
