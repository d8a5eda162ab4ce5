using System.Globalization;

namespace MediaClusters.Chaos.Checks;

/// <summary>How the cluster calls its processes.</summary>
internal static class ProcessNames
{
    public static bool IsWorker(string name) => name.StartsWith("worker-", StringComparison.Ordinal);

    public static string Api(int index) => string.Create(CultureInfo.InvariantCulture, $"api-{index + 1}");
}
