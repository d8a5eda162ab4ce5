using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MediaClusters.Tests.AspireClients;

/// <summary>A Redis of the test's own on a free port, to be stopped and started at will.</summary>
internal sealed class RedisServerProcess : IDisposable
{
    private Process? _process;

    public int Port { get; } = FreePort();

    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("redis-server", $"--port {Port} --save \"\" --appendonly no --bind 127.0.0.1 --dir {Path.GetTempPath()}")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        _process = Process.Start(start)!;

        // Read to the end, or the server would block on a full pipe.
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("Ready to accept connections", StringComparison.Ordinal) ?? true)
                ready.TrySetResult();
        };
        _process.BeginOutputReadLine();
        await ready.Task;
    }

    public void Stop()
    {
        if (_process is null)
            return;

        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose() => Stop();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
