using System.Globalization;
using MediaClusters.Tests.Operations;
using Npgsql;

namespace MediaClusters.Tests.Infrastructure;

/// <summary>A Postgres of the test's own, which it may stop and start without disturbing anybody.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _folder;

    private PostgresServer(string folder) => _folder = folder;

    public int Port { get; } = RedisServer.FreePort();

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = Port, Username = "postgres", Database = "postgres", SslMode = SslMode.Disable,
    }.ConnectionString;

    public static async Task<PostgresServer> CreateAsync()
    {
        var server = new PostgresServer(await Shell.CreateFolderAsync());
        await server.RunAsync("""
            initdb -D data -U postgres --no-sync --encoding=UTF8 --no-locale --auth=trust
            printf '%s\n' "port = $PGPORT" "listen_addresses = '127.0.0.1'" "unix_socket_directories = '$PWD'" "fsync = off" >>data/postgresql.conf
            """);
        await server.StartAsync();
        return server;
    }

    /// <summary>Returns when it answers.</summary>
    public Task StartAsync() => RunAsync("pg_ctl -D data -l log -w start");

    /// <summary>Ends it as a crash does: no farewell to the clients, recovery at the next start.</summary>
    public Task StopImmediatelyAsync() => RunAsync("pg_ctl -D data -m immediate -w stop");

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl -D data -m immediate -w stop || true");
        Directory.Delete(_folder, recursive: true);
    }

    private Task<string> RunAsync(string commands) => Shell.RunAsync(
        _folder, commands, new Dictionary<string, string>(StringComparer.Ordinal) { ["PGPORT"] = Port.ToString(CultureInfo.InvariantCulture), ["HOME"] = _folder });
}
