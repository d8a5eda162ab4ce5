using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MediaClusters.LoadTests;

/// <summary>What the figures depend on.</summary>
internal static class Machine
{
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30):F1} GiB, {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}, {BuildConfiguration} build; callers, services, Postgres and Redis share it");

    private static string? BuildConfiguration => typeof(Machine).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration;
}
