using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MediaClusters.LoadTests;

internal static class Report
{
    /// <summary>The table, the first failure of each scenario, and what the figures depend on.</summary>
    public static void Write(TextWriter output, LoadSettings settings, IReadOnlyList<Measurement> warmUps, IReadOnlyList<Measurement> measured)
    {
        output.WriteLine();
        output.WriteLine($"{"scenario",-12} {"requests/s",10} {"ratio",6} {"p50 ms",8} {"p95 ms",8} {"p99 ms",8} {"max ms",8} {"errors",7}");
        foreach (var (warmUp, run) in warmUps.Zip(measured))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Scenario,-12} {run.Rate,10:F0} {run.Rate / measured[0].Rate,6:F2} {run.Percentile(50),8:F2} {run.Percentile(95),8:F2} {run.Percentile(99),8:F2} {run.Percentile(100),8:F2} {warmUp.Failed + run.Failed,7}"));
        }

        output.WriteLine();
        foreach (var run in warmUps.Concat(measured).Where(run => run.Failed > 0))
            output.WriteLine($"{run.Scenario}: {run.Failed} failed, such as {run.FirstFailure}");

        // Services and callers share the machine, so a ratio says more than a rate.
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Connections} connections, closed loop, {settings.Duration.TotalSeconds:F0} s a scenario, seed {settings.Seed}; ratio: to {measured[0].Scenario}; errors: warm-up included"));
        output.WriteLine(Machine());
    }

    public static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30):F1} GiB, {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}, {BuildConfiguration} build; callers, services, Postgres and Redis share it");

    private static string? BuildConfiguration => typeof(Report).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration;
}
