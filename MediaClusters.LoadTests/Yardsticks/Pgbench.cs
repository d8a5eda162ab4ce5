using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace MediaClusters.LoadTests.Yardsticks;

/// <summary>PostgreSQL's own load generator: what the server does for a client that does nothing else.</summary>
internal sealed partial class Pgbench(string connectionString)
{
    private static readonly (string Folder, string Pattern)[] Families = [("/usr/lib/postgresql", "*"), ("/usr", "pgsql-*"), ("/opt/homebrew/opt", "postgresql@*"), ("/usr/local/opt", "postgresql@*")];

    private readonly NpgsqlConnectionStringBuilder _server = new(connectionString);

    /// <param name="scripts">One of them at a time, picked at random.</param>
    /// <param name="clients">Connections that each begin anew as soon as they are done.</param>
    /// <param name="duration">How long, in whole seconds.</param>
    /// <param name="variables">Sent as parameters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Scripts a second.</returns>
    public async Task<double> RunAsync(
        IEnumerable<string> scripts, int clients, TimeSpan duration, IEnumerable<KeyValuePair<string, string>> variables, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("pgbench-");
        try
        {
            var start = new ProcessStartInfo(Find())
            {
                ArgumentList =
                {
                    "-h", _server.Host!, "-p", Text(_server.Port), "-U", _server.Username!, "-d", _server.Database!,
                    "-n", "-M", "prepared", "-c", Text(clients), "-j", Text(Math.Min(clients, Environment.ProcessorCount)), "-T", Text(duration.TotalSeconds),
                },
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["PGPASSWORD"] = _server.Password;
            foreach (var (name, value) in variables)
                start.ArgumentList.Add($"--define={name}={value}");
            foreach (var (script, index) in scripts.Select((script, index) => (script, index)))
            {
                var file = Path.Combine(folder.FullName, $"{index}.sql");
                await File.WriteAllTextAsync(file, script, cancellationToken);
                start.ArgumentList.Add($"--file={file}");
            }

            return await RunAsync(start, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} does not start.");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 && Rate().Match(output) is { Success: true } rate
                ? double.Parse(rate.Groups["tps"].ValueSpan, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"pgbench failed with exit code {process.ExitCode}: {output}{await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>The one on the PATH, else the newest, as for the server itself.</summary>
    private static string Find()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var installed = Families.Where(family => Directory.Exists(family.Folder))
            .SelectMany(family => Directory.GetDirectories(family.Folder, family.Pattern))
            .OrderByDescending(folder => int.TryParse(Digits().Match(folder).Value, CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"));
        return onPath.Concat(installed).Select(folder => Path.Combine(folder, "pgbench")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("pgbench was not found: it comes with PostgreSQL's server (Debian: apt install postgresql).");
    }

    private static string Text(IFormattable number) => number.ToString("0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^tps = (?<tps>[0-9.]+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
