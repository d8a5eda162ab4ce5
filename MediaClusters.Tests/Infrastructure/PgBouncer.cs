using System.Diagnostics;
using MediaClusters.Tests.Deployment.Tools;
using MediaClusters.Tests.Operations;
using Npgsql;

namespace MediaClusters.Tests.Infrastructure;

/// <summary>PgBouncer in transaction mode with a handful of connections to one database.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    public const int ServerConnections = 3;

    // It refuses to run as root.
    private static readonly string[] AsNobody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];

    private readonly string _folder;
    private readonly int _port = RedisServer.FreePort();
    private Process? _process;

    private PgBouncer(string folder) => _folder = folder;

    /// <summary>The database's connection string with the pooler's address.</summary>
    public string ConnectionString { get; private set; } = "";

    public static async Task<PgBouncer> StartAsync(string database)
    {
        var pooler = new PgBouncer(Directory.CreateTempSubdirectory("mc-bouncer-").FullName);
        var server = new NpgsqlConnectionStringBuilder(database);
        pooler.ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = pooler._port, Database = server.Database, Username = "anybody", SslMode = SslMode.Disable,
        }.ConnectionString;
        await File.WriteAllTextAsync(Path.Combine(pooler._folder, "pgbouncer.ini"), $"""
            [databases]
            {server.Database} = host={server.Host} port={server.Port} dbname={server.Database} user={server.Username} password='{server.Password}'
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {pooler._port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = {ServerConnections}
            max_client_conn = 200

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(pooler._folder, (UnixFileMode)0b111_101_101);
        await pooler.StartAsync();
        return pooler;
    }

    /// <summary>Returns when it answers.</summary>
    public async Task StartAsync()
    {
        string[] line = [.. AsNobody, Tool.Find(Tool.PgBouncer), "-q", Path.Combine(_folder, "pgbouncer.ini")];
        var start = new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        (await Graph.GraphFixture.EventuallyAsync(
            async () => (await TryAskAsync("SHOW VERSION")).ExitCode, code => code == 0 || _process.HasExited)).ShouldBe(0, "pgbouncer does not start");
    }

    /// <summary>Ends it at once, and with it every connection.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>What its console answers: lines of fields.</summary>
    public async Task<string[][]> AskAsync(string command)
    {
        var (code, output, errors) = await TryAskAsync(command);
        code.ShouldBe(0, errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<(int ExitCode, string Output, string Errors)> TryAskAsync(string command) => Shell.TryAsync(
        "/", $"psql -h 127.0.0.1 -p {_port} -U anybody -At -c '{command}' pgbouncer", new Dictionary<string, string>(StringComparer.Ordinal));
}
