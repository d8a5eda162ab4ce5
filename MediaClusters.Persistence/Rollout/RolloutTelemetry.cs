using System.Diagnostics.Metrics;

namespace MediaClusters.Persistence.Rollout;

internal static class RolloutTelemetry
{
    private static readonly Counter<long> Decisions = PersistenceTelemetry.Meter.CreateCounter<long>(
        "mediaclusters.feature.decisions", "{decision}", "Decisions by a feature flag, by feature and outcome.");

    private static readonly Gauge<double> Percentages = PersistenceTelemetry.Meter.CreateGauge<double>(
        "mediaclusters.feature.percentage", description: "Percentage of pets a feature is on for, as this process has it in force.");

    /// <inheritdoc cref="PersistenceTelemetry.StartCounters"/>
    public static void StartCounters()
    {
        foreach (var feature in RolloutFeatures.All)
        {
            Count(feature, enabled: true, 0);
            Count(feature, enabled: false, 0);
        }
    }

    public static void InForce(RolloutSettings settings)
    {
        foreach (var feature in RolloutFeatures.All)
            Percentages.Record((double)settings.Percentage(feature), new KeyValuePair<string, object?>("feature", feature));
    }

    public static void Decided(string feature, bool enabled) => Count(feature, enabled, 1);

    private static void Count(string feature, bool enabled, long times)
        => Decisions.Add(times, new("feature", feature), new KeyValuePair<string, object?>("enabled", enabled ? "true" : "false"));
}
