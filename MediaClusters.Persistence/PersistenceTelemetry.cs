using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MediaClusters.Persistence;

/// <summary>Names of the activity source and the meter, for the host's telemetry set-up.</summary>
public static class PersistenceTelemetry
{
    /// <summary>Source of activities and meter of instruments of this library.</summary>
    public const string Name = "MediaClusters.Persistence";

    internal static readonly ActivitySource Activities = new(Name);

    internal static readonly Meter Meter = new(Name);
}
