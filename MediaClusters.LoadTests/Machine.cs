using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MediaClusters.LoadTests;

/// <summary>What the figures depend on.</summary>
internal static class Machine
{
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores{Model}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30):F1} GiB, {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}, {BuildConfiguration} build; callers, services, Postgres and Redis share it");

    private static string Model => File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
        ? $" ({line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()})"
        : "";

    private static string? BuildConfiguration => typeof(Machine).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration;
}
