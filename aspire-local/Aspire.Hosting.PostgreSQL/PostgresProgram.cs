using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Postgres;

/// <summary>Runs this machine's PostgreSQL on a data directory of its own, reachable from this machine only.</summary>
internal sealed class PostgresProgram(PostgresServerResource server)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // A server that starts empty has nothing to lose in a power cut.
    private static readonly string[] Volatile = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];

    public async Task<ProcessSpec> PrepareAsync(ProgramContext context, CancellationToken cancellationToken)
    {
        var configuration = context.Services.GetRequiredService<IConfiguration>();
        var launcher = context.Services.GetRequiredService<ProcessLauncher>();
        var arguments = await CommandLine.ResolveAsync(server, context.Services.GetRequiredService<DistributedApplicationExecutionContext>(), cancellationToken);

        // The image takes a first argument without a hyphen for a program to run in its server's place.
        if (arguments is [var first, ..] && !first.StartsWith('-'))
            throw new DistributedApplicationException($"{server.Name} cannot be started with the argument {first}: the server's options begin with a hyphen.");

        // PostgreSQL refuses to run as root.
        var user = Native.IsRoot
            ? UnixUser.Find("postgres", "nobody") ?? throw new DistributedApplicationException("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.")
            : null;

        var volume = server.VolumeName is { } name ? Volume.Open(configuration, name) : Volume.Temporary(context.Directory.Combine(server.Name));

        try
        {
            var dataVersion = await ReadVersionAsync(volume, cancellationToken);
            var password = await server.PasswordParameter.GetValueAsync(cancellationToken) ?? "";
            var installation = await PostgresInstallation.FindAsync(launcher, volume.Data, dataVersion, cancellationToken);
            var tools = new Tools(launcher, installation, volume, user);

            if (dataVersion is null)
                await InitializeAsync(tools, password, cancellationToken);
            else
                await TakeOverAsync(tools, password, context.Say, cancellationToken);

            return new ProcessSpec(installation.Postgres, [.. Arguments(volume), .. arguments])
            {
                WorkingDirectory = volume.Data,
                Environment = ServerEnvironment.Create(),
                User = user,

                // The fast shutdown: sessions are ended, nothing is lost.
                StopSignal = Native.SigInt,
                Ended = volume.Dispose,
            };
        }
        catch
        {
            volume.Dispose();
            throw;
        }
    }

    private List<string> Arguments(Volume volume) =>
    [
        "-D", volume.Data,
        "-c", $"port={server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture)}",
        "-c", "listen_addresses=127.0.0.1",

        // No socket file: its path could get longer than the system allows.
        "-c", "unix_socket_directories=",
        "-c", "max_connections=300",
        "-c", "timezone=UTC",
        "-c", "log_timezone=UTC",
        "-c", "log_checkpoints=off",
        .. volume.IsPersistent ? [] : Volatile,
    ];

    /// <returns>The version that made the data, or null where there are none yet.</returns>
    private static async Task<int?> ReadVersionAsync(Volume volume, CancellationToken cancellationToken)
    {
        var file = Path.Combine(volume.Data, "PG_VERSION");

        if (File.Exists(file))
            return int.Parse(await File.ReadAllTextAsync(file, cancellationToken), CultureInfo.InvariantCulture);

        // Damaged data may still be worth something to their owner.
        if (Directory.Exists(volume.Data) && Directory.EnumerateFileSystemEntries(volume.Data).Any())
            throw new DistributedApplicationException($"{volume.Data} has files but no PG_VERSION, so it is no data folder of PostgreSQL's: move it away to start empty, or run without the data volume.");

        return null;
    }

    private async Task InitializeAsync(Tools tools, string password, CancellationToken cancellationToken)
    {
        var (volume, user) = (tools.Volume, tools.User);

        // Made beside its place and moved there when complete: an interrupted run leaves nothing half done.
        var fresh = volume.Data + ".new";
        var passwordFile = Path.Combine(volume.Directory, "initial-password");

        if (Directory.Exists(fresh))
            Directory.Delete(fresh, recursive: true);

        // Only an empty one gets here.
        if (Directory.Exists(volume.Data))
            Directory.Delete(volume.Data);

        Directory.CreateDirectory(fresh, OwnerOnly);
        PrivateFiles.Write(passwordFile, password);

        if (user is not null)
        {
            Native.ChangeOwner(fresh, user);
            Native.ChangeOwner(passwordFile, user);
        }

        try
        {
            var userName = await server.UserNameReference.GetValueAsync(cancellationToken);
            await tools.RunAsync(tools.Installation.InitDb, ["-D", fresh, "-U", userName!, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", .. volume.IsPersistent ? (string[])[] : ["--no-sync"]], input: null, cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(fresh, volume.Data);
        volume.RememberPassword(password);
    }

    private async Task TakeOverAsync(Tools tools, string password, Action<string> say, CancellationToken cancellationToken)
    {
        var volume = tools.Volume;
        await RemoveStaleLockAsync(volume, say, cancellationToken);

        if (volume.KnowsPassword(password))
            return;

        // Whoever owns the files may set the password: losing it must not mean losing the data.
        say("The data volume has another password; setting the current one.");
        var userName = PostgresDatabases.Quote(await server.UserNameReference.GetValueAsync(cancellationToken) ?? "");
        var statement = $"ALTER ROLE {userName} PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'\n";
        var output = await tools.RunAsync(tools.Installation.Postgres, ["--single", "-D", volume.Data, "postgres"], statement, cancellationToken);

        if (output.Contains("ERROR:", StringComparison.Ordinal))
            throw new DistributedApplicationException($"The password of the data volume {volume.Directory} could not be set: {output}");

        volume.RememberPassword(password);
    }

    /// <summary>A killed server leaves its lock behind, and by now its process id may be somebody else's.</summary>
    private static async Task RemoveStaleLockAsync(Volume volume, Action<string> say, CancellationToken cancellationToken)
    {
        var file = Path.Combine(volume.Data, "postmaster.pid");

        if (!File.Exists(file) || !int.TryParse((await File.ReadAllLinesAsync(file, cancellationToken)).FirstOrDefault(), CultureInfo.InvariantCulture, out var id))
            return;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);

        // The guardian of a killed run may still be stopping it.
        while (File.Exists(file) && IsServer(id, volume.Data))
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new DistributedApplicationException($"Process {id} is still serving the data volume {volume.Directory}: stop it first.", e);
            }
        }

        if (File.Exists(file))
        {
            say("The server was killed in its last run; it recovers now.");
            File.Delete(file);
        }
    }

    private static bool IsServer(int id, string dataDirectory)
    {
        var commandLine = $"/proc/{id.ToString(CultureInfo.InvariantCulture)}/cmdline";

        return Directory.Exists("/proc/self")
            ? File.Exists(commandLine) && File.ReadAllText(commandLine).Contains(dataDirectory, StringComparison.Ordinal)
            : Native.Signal(id, 0);
    }

    private sealed record Tools(ProcessLauncher Launcher, PostgresInstallation Installation, Volume Volume, UnixUser? User)
    {
        public async Task<string> RunAsync(string program, string[] arguments, string? input, CancellationToken cancellationToken)
        {
            var spec = new ProcessSpec(program, arguments) { WorkingDirectory = Volume.Directory, Environment = ServerEnvironment.Create(), User = User };
            var (exitCode, output) = await Launcher.RunAsync(spec, input, cancellationToken);

            return exitCode == 0 ? output
                : throw new DistributedApplicationException($"{Path.GetFileName(program)} failed with exit code {exitCode}: {output}");
        }
    }
}
