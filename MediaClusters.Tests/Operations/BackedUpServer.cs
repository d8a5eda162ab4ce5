using System.Diagnostics;
using System.Globalization;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Operations;

/// <summary>A Postgres with the shipped backup configuration, which a test may destroy and restore.</summary>
internal sealed class BackedUpServer : IAsyncDisposable
{
    private readonly int _port = RedisServer.FreePort();
    private readonly string _folder;
    private readonly Dictionary<string, string> _variables;

    private BackedUpServer(string folder)
    {
        _folder = folder;
        var port = _port.ToString(CultureInfo.InvariantCulture);
        _variables = new(StringComparer.Ordinal)
        {
            ["HOME"] = folder,
            ["PGHOST"] = $"{folder}/socket",
            ["PGPORT"] = port,
            ["PGUSER"] = "postgres",
            ["PGDATABASE"] = "media-clusters",
            ["PGDATA"] = DataFolder,
            ["PGBACKREST_CONFIG"] = $"{folder}/deploy/backup/pgbackrest.conf",
            ["PGBACKREST_PG1_PATH"] = DataFolder,
            ["PGBACKREST_PG1_PORT"] = port,
            ["PGBACKREST_PG1_SOCKET_PATH"] = $"{folder}/socket",
            ["PGBACKREST_REPO1_PATH"] = $"{folder}/repository",
            ["PGBACKREST_REPO1_CIPHER_PASS"] = "a passphrase",
            ["PGBACKREST_LOG_PATH"] = $"{folder}/log",
            ["PGBACKREST_LOCK_PATH"] = $"{folder}/log",
            ["PGBACKREST_SPOOL_PATH"] = $"{folder}/log",
            ["DUMPS"] = $"{folder}/dumps",
            ["DELETIONS"] = $"{folder}/dumps/deletions.jsonl",
            ["KNOWN"] = $"{folder}/dumps/known.txt",
        };
    }

    public string DataFolder => Path.Combine(_folder, "data");

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = "postgres",
        Database = "media-clusters",
        MaxPoolSize = 10,
    }.ConnectionString;

    public static async Task<BackedUpServer> StartAsync()
    {
        var server = new BackedUpServer(await Shell.CreateFolderAsync());
        await server.RunAsync("mkdir socket log repository dumps");
        await server.StartEmptyAsync();
        await server.RunAsync("createdb media-clusters");
        return server;
    }

    /// <summary>Runs commands beside the server; variables are added to those that reach it.</summary>
    public Task<string> RunAsync(string commands, params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string>(_variables, StringComparer.Ordinal);
        foreach (var (name, value) in variables)
            all[name] = value;
        return Shell.RunAsync(_folder, commands, all);
    }

    public Task<(int ExitCode, string Output, string Errors)> TryAsync(string commands) => Shell.TryAsync(_folder, commands, _variables);

    public Task<string> VerifyAsync() => RunAsync("deploy/backup/verify.sh");

    /// <summary>Every version there is, with its body's hash.</summary>
    public async Task<Dictionary<(Guid PetId, long Version), string>> VersionsAsync()
        => (await RunAsync("deploy/backup/verify.sh --versions")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(fields => (Guid.Parse(fields[0]), long.Parse(fields[1], CultureInfo.InvariantCulture)), fields => fields[2]);

    /// <summary>A cluster with nothing in it, under the same address.</summary>
    public async Task StartEmptyAsync()
    {
        await RunAsync($$"""
            initdb -D "$PGDATA" -U postgres --data-checksums --no-sync --encoding=UTF8 --no-locale --auth=trust
            cat >>"$PGDATA/postgresql.conf" <<END
            port = $PGPORT
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '$PGHOST'
            include '{{_folder}}/deploy/backup/postgresql.conf'
            # The shipped minute is long for a test.
            archive_timeout = 1s
            # Killed processes lose nothing by it; only a power cut would tell.
            fsync = off
            END
            """);
        await RunAsync("pg_ctl -D \"$PGDATA\" -l log/postgres -w start");
    }

    /// <summary>As Debian has it: the settings in a folder of their own, which names the data's.</summary>
    /// <returns>That folder.</returns>
    public async Task<string> MoveSettingsAsync()
    {
        await RunAsync("""
            mkdir settings
            mv "$PGDATA"/{postgresql,pg_hba,pg_ident}.conf settings
            printf '%s\n' "data_directory = '$PGDATA'" "hba_file = '$PWD/settings/pg_hba.conf'" "ident_file = '$PWD/settings/pg_ident.conf'" >>settings/postgresql.conf
            """);
        return Path.Combine(_folder, "settings");
    }

    /// <summary>Returns when everything committed so far is in the archive.</summary>
    public async Task UntilArchivedAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var position = new NpgsqlCommand("SELECT pg_walfile_name(pg_current_wal_insert_lsn())", connection);
        var segment = (string)(await position.ExecuteScalarAsync())!;

        // Nothing is closed that has nothing in it: a record makes sure that this segment will be.
        await using var record = new NpgsqlCommand("SELECT pg_logical_emit_message(false, 'test', 'last'), pg_switch_wal()", connection);
        await record.ExecuteNonQueryAsync();
        await using var archived = new NpgsqlCommand("SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver", connection);
        var last = await GraphFixture.EventuallyAsync(
            async () => (string)(await archived.ExecuteScalarAsync())!,
            name => string.CompareOrdinal(name, segment) >= 0);
        string.CompareOrdinal(last, segment).ShouldBeGreaterThanOrEqualTo(0);
    }

    /// <summary>The server is killed and its disk is gone.</summary>
    public async Task DestroyAsync()
    {
        Kill();
        // Its children notice within moments and may write until then.
        (await GraphFixture.EventuallyAsync(() => Task.FromResult(TryDelete(DataFolder)), gone => gone)).ShouldBeTrue();
        NpgsqlConnection.ClearAllPools();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await GraphFixture.EventuallyAsync(() => Task.FromResult(TryDelete(_folder)), gone => gone);
    }

    private void Kill()
    {
        var file = Path.Combine(DataFolder, "postmaster.pid");
        if (!File.Exists(file))
            return;

        try
        {
            using var postmaster = Process.GetProcessById(int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture));
            postmaster.Kill();
            postmaster.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It is dead already; why, the test says.
        }
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(folder);
        }
    }
}
