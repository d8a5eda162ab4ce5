using System.Reflection;

namespace Aspire.Hosting;

/// <summary>What build/AppHost.targets wrote into the AppHost's assembly.</summary>
internal static class BuildFacts
{
    public static string? ProjectDirectory(Assembly? appHost) => Find(appHost, "apphostprojectpath");

    /// <summary>The assembly that a referenced project was built into.</summary>
    public static string? OutputPath(Assembly? appHost, string projectPath) => Find(appHost, $"output:{projectPath}");

    private static string? Find(Assembly? appHost, string key) => appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => string.Equals(a.Key, key, StringComparison.Ordinal))?.Value;
}
