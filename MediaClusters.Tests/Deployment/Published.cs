using System.Diagnostics;
using System.Globalization;

namespace MediaClusters.Tests.Deployment;

/// <summary>What the AppHost publishes, once for all tests that only look at it.</summary>
public sealed class Published : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("media-clusters-published-").FullName;

    public string Compose => Path.Combine(Folder, "compose");

    public string Chart => Path.Combine(Folder, "kubernetes");

    public async Task InitializeAsync() => (await AppHost.RunAsync("publish", "--output-path", Folder)).ExitCode.ShouldBe(0);

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Every file below a folder, with its text.</summary>
    public static SortedDictionary<string, string> Files(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllText, StringComparer.Ordinal),
        StringComparer.Ordinal);
}

[CollectionDefinition(Name)]
public sealed class PublishedCollection : ICollectionFixture<Published>
{
    public const string Name = "published";
}

/// <summary>The AppHost as a program, as <c>dotnet run</c> starts it, on a machine that knows every secret.</summary>
internal static class AppHost
{
    public const string Secret = "a-secret-of-this-machine";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunInAsync(Path.GetTempPath(), arguments);

    public static async Task<(int ExitCode, string Output)> RunInAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Projects.MediaClusters_AppHost).Assembly.Location, .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";

        foreach (var (index, name) in ((string[])["Parameters__internal-token", "Parameters__cache-password", "ConnectionStrings__media-clusters", "ConnectionStrings__cache"]).Index())
            start.Environment[name] = $"{Secret}-{index.ToString(CultureInfo.InvariantCulture)}";

        using var limit = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;

        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
