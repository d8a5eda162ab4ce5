using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Postgres;

/// <summary>A PostgreSQL of this machine.</summary>
internal sealed partial record PostgresInstallation(string BinDirectory, int MajorVersion)
{
    public const int OldestVersion = 15;
    private static readonly (string Folder, string Pattern)[] Families = [("/usr/lib/postgresql", "*"), ("/usr", "pgsql-*"), ("/opt/homebrew/opt", "postgresql@*"), ("/usr/local/opt", "postgresql@*")];

    public string Postgres => Path.Combine(BinDirectory, "postgres");

    public string InitDb => Path.Combine(BinDirectory, "initdb");

    /// <summary>The one on the PATH, else the newest; of a version that can read the data, if there are data.</summary>
    public static async Task<PostgresInstallation> FindAsync(ProcessLauncher launcher, string dataDirectory, int? dataVersion, CancellationToken cancellationToken)
    {
        var found = new List<PostgresInstallation>();

        foreach (var directory in Candidates())
        {
            if (await AskVersionAsync(launcher, directory, cancellationToken) is { } version)
                found.Add(new(directory, version));
        }

        if (dataVersion is { } wanted)
        {
            return found.Find(i => i.MajorVersion == wanted)
                ?? throw new DistributedApplicationException($"{dataDirectory} was made by PostgreSQL {wanted}, which was not found: install PostgreSQL {wanted}, move the folder away to start empty, or run without the data volume.");
        }

        return found.Find(i => i.MajorVersion >= OldestVersion)
            ?? throw new DistributedApplicationException($"PostgreSQL {OldestVersion} or newer was not found: install it (Debian: apt install postgresql, macOS: brew install postgresql@17).");
    }

    private static IEnumerable<string> Candidates()
    {
        var onPath = Programs.Find("postgres");

        var installed = Families.Where(f => Directory.Exists(f.Folder))
            .SelectMany(f => Directory.GetDirectories(f.Folder, f.Pattern))
            .Select(d => Path.Combine(d, "bin"))
            .OrderByDescending(d => int.TryParse(Digits().Match(d).Value, CultureInfo.InvariantCulture, out var version) ? version : 0);

        return (onPath is null ? [] : new[] { Path.GetDirectoryName(onPath)! }).Concat(installed)
            .Where(d => File.Exists(Path.Combine(d, "postgres")) && File.Exists(Path.Combine(d, "initdb")));
    }

    private static async Task<int?> AskVersionAsync(ProcessLauncher launcher, string directory, CancellationToken cancellationToken)
    {
        var spec = new ProcessSpec(Path.Combine(directory, "postgres"), ["--version"]) { WorkingDirectory = "/", Environment = ServerEnvironment.Create() };
        var (exitCode, output) = await launcher.RunAsync(spec, input: null, cancellationToken);
        return exitCode == 0 && int.TryParse(Digits().Match(output).Value, CultureInfo.InvariantCulture, out var version) ? version : null;
    }

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
