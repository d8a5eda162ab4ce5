using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MediaClusters.LoadTests.Graph;

/// <summary>A process of the graph as the system's <c>/proc</c> tells of it.</summary>
internal sealed class ServiceProcess(int id)
{
    private const string Urls = "ASPNETCORE_URLS";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Megabytes of memory that the process occupies.</summary>
    public double ResidentMegabytes
    {
        get
        {
            var line = File.ReadLines(Proc("status")).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Program and arguments.</summary>
    public IReadOnlyList<string> CommandLine => File.ReadAllText(Proc("cmdline")).TrimEnd('\0').Split('\0');

    /// <summary>Starts the same program with the same settings on another port, and takes the time until it is ready.</summary>
    public async Task<TimeSpan> MeasureStartAsync(CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(CommandLine[0], CommandLine.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = new FileInfo(Proc("cwd")).ResolveLinkTarget(returnFinalTarget: true)!.FullName,
        };
        start.Environment.Clear();
        foreach (var variable in (await File.ReadAllTextAsync(Proc("environ"), cancellationToken)).Split('\0', StringSplitOptions.RemoveEmptyEntries))
            start.Environment[variable[..variable.IndexOf('=', StringComparison.Ordinal)]] = variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..];
        start.Environment[Urls] = address.ToString();

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(1) };
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{CommandLine[0]} does not start.");
        try
        {
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            while (!await IsReadyAsync(client, cancellationToken))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
                    throw new InvalidOperationException($"A second {CommandLine[^1]} did not become ready.");
                await Task.Delay(2, cancellationToken);
            }

            return Stopwatch.GetElapsedTime(started);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private string Proc(string file) => $"/proc/{id}/{file}";

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
