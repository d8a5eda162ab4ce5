using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace MediaClusters.Tests.Infrastructure;

/// <summary>A Redis of the test's own, which it may flush, stop and kill without disturbing anybody.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<ConnectionMultiplexer> _connections = [];
    private readonly string _directory = Directory.CreateTempSubdirectory("mc-redis-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    /// <summary>Host and port.</summary>
    public string Endpoint => $"127.0.0.1:{_port}";

    public string ConnectionString => $"{Endpoint},abortConnect=false,allowAdmin=true,connectTimeout=2000,syncTimeout=10000";

    public async Task InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("redis-server")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = _directory,
        };
        foreach (var argument in (string[])["--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _directory, "--save", "", "--appendonly", "no"])
            start.ArgumentList.Add(argument);

        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal))
                continue;
            _ = _process.StandardOutput.ReadToEndAsync();
            return;
        }

        throw new InvalidOperationException("redis-server did not start; is it installed?");
    }

    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
        // 1.x of the client delivers answers one by one unless told otherwise; later majors dropped the property.
        typeof(ConnectionMultiplexer).GetProperty("PreserveAsyncOrder")?.SetValue(connection, false);
        _connections.Add(connection);

        // On a busy machine the client gives up waiting for its connection, and gets it a little later.
        await UntilRestoredAsync(connection);
        return connection;
    }

    /// <summary>Freezes the server: connections stay up, nothing answers.</summary>
    public void Freeze() => Signal("-STOP");

    public void Thaw() => Signal("-CONT");

    /// <summary>Kills the server; its data is gone.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Does something that ends a connection, and returns when that connection noticed.</summary>
    public static async Task UntilLostAsync(ConnectionMultiplexer connection, Func<Task> cause)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionFailed += (_, arguments) =>
        {
            if (arguments.ConnectionType == ConnectionType.Interactive)
                lost.TrySetResult();
        };
        await cause();
        await lost.Task.WaitAsync(Patience);
    }

    /// <summary>Returns when commands pass again. The client's own event comes too early, so this one asks.</summary>
    public static async Task UntilRestoredAsync(IConnectionMultiplexer connection)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await tick.WaitForNextTickAsync(patience.Token))
        {
            try
            {
                await connection.GetDatabase().PingAsync();
                return;
            }
            catch (RedisConnectionException)
            {
                // Not yet.
            }
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        if (_process is not null)
            await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        kill.WaitForExit();
        if (kill.ExitCode != 0)
            throw new InvalidOperationException($"kill {signal} failed.");
    }

    // Below the AppHost's ports and those of outgoing connections, one of which could take it while the server is down.
    internal static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(10_000, 14_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }
}
