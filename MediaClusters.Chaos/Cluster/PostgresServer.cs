using System.Security.Cryptography;
using Npgsql;

namespace MediaClusters.Chaos.Cluster;

/// <summary>
/// A Postgres of the run's own. What it has committed must outlive every process of its, but not the machine: so commits wait for
/// the log to be written, as by default, and where its disk is memory fsync costs nothing.
/// </summary>
internal sealed class PostgresServer : Server
{
    public const string Database = "media-clusters";
    public const string Role = "media_clusters";
    public const int MaxConnections = 160;

    private const string Administrator = "postgres";
    private const uint OwnerReads = 0x100;

    private readonly RunFolder _folder;
    private readonly int _port = Ports.Next();
    private readonly string _password = RandomNumberGenerator.GetHexString(32);

    public PostgresServer(RunFolder folder, ProcessLog log, ProcessExits exits)
        : base("postgres", log, exits) => _folder = folder;

    public int Port => _port;

    /// <summary>The superuser's, past the proxies; every connection is a new one, since the server may be another meanwhile.</summary>
    public string Direct => ConnectionString(_port, Administrator) + ";Pooling=false";

    protected override int StopSignal => Native.SigQuit;

    // A death signal of its own: killed, it would leave memory behind that outlives the run.
    protected override ChildProgram Program => Tool("postgres",
        "-D", Data,
        "-c", $"port={_port}",
        "-c", "listen_addresses=127.0.0.1",
        "-c", "unix_socket_directories=",
        "-c", $"max_connections={MaxConnections}",
        "-c", "shared_buffers=128MB",
        "-c", "min_wal_size=128MB",
        "-c", "max_wal_size=512MB",
        "-c", "checkpoint_timeout=30s",
        "-c", "log_checkpoints=off",
        "-c", "log_line_prefix=%m [%p] %a ",
        "-c", "timezone=UTC",
        "-c", "log_timezone=UTC") with { DeathSignal = "QUIT" };

    private string Data => Path.Combine(_folder.Disk, "data");

    /// <summary>The services', through whatever listens at that port.</summary>
    public string Through(int port) => ConnectionString(port, Role);

    /// <summary>Makes the data folder, starts the server and adds the services' role and their empty database.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(_folder.Path, "password");
        await File.WriteAllTextAsync(passwordFile, _password, cancellationToken);
        Native.ChangeMode(passwordFile, OwnerReads);
        if (UnixUser.ForPostgres is { } user)
            Native.ChangeOwner(passwordFile, user);
        await ChildProcess.RunAsync(
            Tool("initdb", "-D", Data, "-U", Administrator, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"), cancellationToken);
        File.Delete(passwordFile);

        await StartAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Direct) { Database = Administrator }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        foreach (var statement in (string[])[$"CREATE ROLE {Role} LOGIN PASSWORD '{_password}'", $"CREATE DATABASE \"{Database}\" OWNER {Role}"])
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Ends it as a crash would: no checkpoint, no farewell; the log is replayed at the next start.</summary>
    public Task StopImmediatelyAsync() => StopAsync(Native.SigQuit, exitCode: 0);

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Direct) { Database = Administrator }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private ChildProgram Tool(string name, params string[] arguments) =>
        new(Path.Combine(ServerProgram.PostgresFolder, name), arguments) { User = UnixUser.ForPostgres, MountsOf = _folder.MountsOf };

    private string ConnectionString(int port, string role) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Database = Database,
        Username = role,
        Password = _password,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;
}
