using System.Diagnostics.Metrics;

namespace MediaClusters.Persistence.Cache;

internal static class CacheTelemetry
{
    private static readonly Counter<long> Reads = PersistenceTelemetry.Meter.CreateCounter<long>("mediaclusters.cache.reads", "{read}", "Reads of a pet's newest version, by how the cache served them.");
    private static readonly Counter<long> Writes = PersistenceTelemetry.Meter.CreateCounter<long>("mediaclusters.cache.writes", "{write}", "Changes to the cache, by operation and result.");
    private static readonly Counter<long> Relayed = PersistenceTelemetry.Meter.CreateCounter<long>("mediaclusters.outbox.relayed", "{row}", "Outbox rows settled and deleted.");

    public static void Read(string result) => Reads.Add(1, new KeyValuePair<string, object?>("result", result));

    public static void Write(string operation, string result) =>
        Writes.Add(1, new("operation", operation), new KeyValuePair<string, object?>("result", result));

    public static void OutboxRelayed(int rows) => Relayed.Add(rows);
}
