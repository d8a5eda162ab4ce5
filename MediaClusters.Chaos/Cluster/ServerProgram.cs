namespace MediaClusters.Chaos.Cluster;

/// <summary>Where this machine keeps the servers' programs.</summary>
internal static class ServerProgram
{
    private static readonly string[] PostgresFamilies = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];

    public static string Redis { get; } = Find("redis-server") ?? Find("valkey-server") ?? throw Missing("redis-server");

    /// <summary>The folder with postgres and initdb.</summary>
    public static string PostgresFolder { get; } = Path.GetDirectoryName(Find("initdb", [.. Installed()]) ?? throw Missing("postgresql"))!;

    private static IEnumerable<string> Installed() => PostgresFamilies
        .Where(Directory.Exists)
        .SelectMany(family => Directory.GetDirectories(family))
        .Order(StringComparer.Ordinal)
        .Reverse()
        .Select(folder => Path.Combine(folder, "bin"));

    private static string? Find(string name, params string[] folders) =>
        folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static InvalidOperationException Missing(string package) => new($"Missing: {package}. Run ./chaos.sh, which installs it.");
}
