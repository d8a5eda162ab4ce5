using System.Globalization;
using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.LoadTests.Runs;

/// <summary>Holds what was found out against what was aimed for. What was not measured is left out.</summary>
internal static class GoalSheet
{
    public static IReadOnlyList<Goal> Evaluate(Findings findings, GoalLimits limits)
    {
        Goal?[] goals =
        [
            AtMost("no step fails", findings.Find("failures"), 0, "failures"),
            Share("1. latest, cached, of a bare Redis GET", findings, Names.Latest, Names.RedisGet, limits.CachedOfRedisGet),
            Share("1. latest, cached, of bare Kestrel (20 times the stub)", findings, Names.Latest, Names.Constant, limits.CachedOfConstant),
            P99("1. p99 at half of saturation", Names.LatestHalf, limits.CachedHalfP99),
            P99("1. p99 at saturation", Names.Latest, limits.CachedP99),
            Share("2. latest, from Postgres, of a bare point read", findings, Names.FromPostgresCompressed, Names.PointRead, limits.PostgresOfPointRead),
            Share("2. the same, decompressed for the caller", findings, Names.FromPostgres, Names.PointRead, limits.DecompressedOfPointRead),
            P99("2. p99 at half of saturation", Names.FromPostgresCompressedHalf, limits.PostgresHalfP99),
            P99("2. p99 at half of saturation, decompressed", Names.FromPostgresHalf, limits.PostgresHalfP99),
            .. Growth(findings, limits),
            Share("4. persist, one at a time, of pgbench", findings, Names.Persist1, Names.PgbenchPersist1, limits.PersistOfPgbench),
            Share("4. persist, eight at a time, of pgbench", findings, Names.Persist8, Names.PgbenchPersist8, limits.PersistOfPgbench),
            limits.JobsPerSecond > 0 ? AtLeast("5. jobs of 100 photos, one worker", findings.Find(Names.JobsRate), limits.JobsPerSecond, "/s") : null,
            limits.JobsOfPgbench > 0 && findings.FindRate(Names.PgbenchPersist8) is { } written
                ? AtLeast("5. jobs of 100 photos, of pgbench's versions", findings.Find(Names.JobsRate) / written, limits.JobsOfPgbench, "times")
                : null,
            Below("5. p99 from enqueue to visible", findings.FindP99(Names.Visible), limits.VisibleP99, "ms"),
            Below("6. allocated for a cached read", findings.Find(Names.BytesPerRead), limits.BytesPerRead, "bytes"),
            AtMost("6. growth of the large objects' heap", findings.Find(Names.LargeBytes), limits.LargeBytes, "bytes"),
            Below("6. API's start", findings.Find(Names.StartUp), limits.StartUp, "ms"),
            Below("6. API's resident memory", findings.Find(Names.Resident), limits.Resident, "MB"),
        ];
        return [.. goals.OfType<Goal>()];

        Goal? P99(string name, string scenario, double limit) => limits.OfMedianSecond
            ? Below(name + ", median second", findings.Find(Findings.P99OfMedianSecond(scenario)), limit, "ms")
            : Below(name, findings.FindP99(scenario), limit, "ms");
    }

    private static IEnumerable<Goal?> Growth(Findings findings, GoalLimits limits)
    {
        if (findings.Find(GrowthStages.Smallest) is not { } smallest || findings.Find(GrowthStages.Largest) is not { } largest)
            yield break;
        foreach (var scenario in GrowthStages.Scenarios)
        {
            var (few, many) = (Names.AtSize(scenario, (int)smallest), Names.AtSize(scenario, (int)largest));
            yield return AtMost($"3. {scenario}: rate at {smallest:N0} pets to that at {largest:N0}", findings.FindRate(few) / findings.FindRate(many), limits.Growth, "times");
            yield return AtMost(
                $"3. {scenario}: p99 at {largest:N0} pets to that at {smallest:N0}",
                findings.FindP99(GrowthStages.AtOneRate(many)) / findings.FindP99(GrowthStages.AtOneRate(few)), limits.Growth, "times");
        }
    }

    private static Goal? Share(string name, Findings findings, string measured, string yardstick, double least)
        => findings.FindRate(measured) / findings.FindRate(yardstick) is { } share
            ? new(name, Text($"at least {least:P0}"), Text($"{share:P0}"), share >= least)
            : null;

    private static Goal? Below(string name, double? measured, double limit, string unit)
        => measured is { } value ? new(name, Text($"below {limit:#,0.##} {unit}"), Text($"{value:#,0.##} {unit}"), value < limit) : null;

    private static Goal? AtMost(string name, double? measured, double limit, string unit)
        => measured is { } value ? new(name, Text($"at most {limit:#,0.##} {unit}"), Text($"{value:#,0.##} {unit}"), value <= limit) : null;

    private static Goal? AtLeast(string name, double? measured, double limit, string unit)
        => measured is { } value ? new(name, Text($"at least {limit:#,0.##} {unit}"), Text($"{value:#,0.##} {unit}"), value >= limit) : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
