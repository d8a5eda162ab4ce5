using System.Diagnostics;

namespace MediaClusters.Tests.Operations;

/// <summary>Runs commands as an operator does: in bash, from a folder that has deploy/backup, as the user who owns the database's files.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // PostgreSQL refuses to run as root.
    private static readonly string[] AsOwner = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    /// <summary>Where psql, initdb and their like are.</summary>
    public static string PostgresPrograms { get; } = FindPostgres();

    /// <returns>What it wrote to its output; anything but exit code 0 throws with everything it wrote.</returns>
    public static async Task<string> RunAsync(string folder, string commands, IReadOnlyDictionary<string, string> variables)
    {
        var (exitCode, output, errors) = await TryAsync(folder, commands, variables);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{commands}\nexit code {exitCode}\n{errors}{output}");
    }

    public static async Task<(int ExitCode, string Output, string Errors)> TryAsync(string folder, string commands, IReadOnlyDictionary<string, string> variables)
    {
        string[] line = [.. AsOwner, "bash", "-euo", "pipefail", "-c", commands];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{PostgresPrograms}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        using var limit = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>A new folder with deploy/backup in it, of the user who owns the database's files.</summary>
    public static async Task<string> CreateFolderAsync()
    {
        // Short: a socket's path has little room.
        var folder = Directory.CreateTempSubdirectory("mc-restore-").FullName;
        var source = Path.Combine(AppContext.BaseDirectory, "Operations", "backup");
        var owner = Environment.IsPrivilegedProcess ? $"chown -R postgres: '{folder}'" : "true";
        using var process = Process.Start("bash", ["-euc", $"mkdir '{folder}/deploy' && cp -R '{source}' '{folder}/deploy/backup' && chmod +x '{folder}'/deploy/backup/*.sh && {owner}"]);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return folder;
    }

    // The one on the PATH, else Debian's newest; Servers has made sure that there is one.
    private static string FindPostgres()
        => Environment.GetEnvironmentVariable("PATH")!.Split(':').FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? Directory.GetDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")).Where(Directory.Exists)
                .MaxBy(folder => int.Parse(Path.GetFileName(Path.GetDirectoryName(folder))!, System.Globalization.CultureInfo.InvariantCulture))!;
}
