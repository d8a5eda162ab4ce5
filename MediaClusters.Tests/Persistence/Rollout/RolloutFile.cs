using System.Globalization;
using MediaClusters.Persistence.Rollout;
using Microsoft.Extensions.Configuration;

namespace MediaClusters.Tests.Persistence.Rollout;

/// <summary>A file of settings in a folder of its own.</summary>
internal sealed class RolloutFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mc-rollout-").FullName;

    public RolloutFile(decimal persistence = 100, decimal reads = 100, bool keep = false) => Replace(persistence, reads, keep);

    public string Folder => _folder;

    public string Path => System.IO.Path.Combine(_folder, "rollout.json");

    public RolloutSource Source => new(new ConfigurationBuilder().AddInMemoryCollection([new("Rollout:File", Path)]).Build());

    public static string Json(decimal persistence, decimal reads, bool keep) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"PostgresPersistence": {{persistence}}, "PostgresReads": {{reads}}, "KeepLegacyState": {{(keep ? "true" : "false")}}}""");

    /// <summary>As an operator would: all at once.</summary>
    public void Replace(decimal persistence, decimal reads, bool keep)
    {
        var next = $"{Path}.next";
        File.WriteAllText(next, Json(persistence, reads, keep));
        File.Move(next, Path, overwrite: true);
    }

    public void Write(string text) => File.WriteAllText(Path, text);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
