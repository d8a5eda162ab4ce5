using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MediaClusters.Persistence.Cache;

internal static class CacheTelemetry
{
    private static readonly Counter<long> Reads = PersistenceTelemetry.Meter.CreateCounter<long>("mediaclusters.cache.reads", "{read}", "Reads of a pet's newest version, by how the cache served them.");
    private static readonly Counter<long> Writes = PersistenceTelemetry.Meter.CreateCounter<long>("mediaclusters.cache.writes", "{write}", "Changes to the cache, by operation and result.");
    private static readonly Counter<long> Relayed = PersistenceTelemetry.Meter.CreateCounter<long>("mediaclusters.outbox.relayed", "{row}", "Outbox rows settled and deleted.");

    private static readonly string[] ReadResults = ["hit", "negative", "stale", "miss", "error", "bypass"];

    private static readonly (string Operation, string[] Results)[] WriteResults =
    [
        ("fill", ["done", "refused", "failed"]),
        ("mark", ["done", "refused", "failed"]),
        ("publish", ["done", "refused", "failed"]),
        ("settle", ["done", "failed"]),
        ("drop", ["done", "failed"]),
    ];

    /// <inheritdoc cref="PersistenceTelemetry.StartCounters"/>
    public static void StartCounters()
    {
        foreach (var result in ReadResults)
            Reads.Add(0, new KeyValuePair<string, object?>("result", result));
        foreach (var (operation, results) in WriteResults)
        {
            foreach (var result in results)
                Writes.Add(0, new("operation", operation), new KeyValuePair<string, object?>("result", result));
        }

        Relayed.Add(0);
    }

    public static void Read(string result) => Reads.Add(1, new KeyValuePair<string, object?>("result", result));

    public static void Write(string operation, string result) =>
        Writes.Add(1, new("operation", operation), new KeyValuePair<string, object?>("result", result));

    public static void OutboxRelayed(int rows) => Relayed.Add(rows);

    /// <summary>The span of one script, as a part of what is traced already: the relay's own work belongs to no request.</summary>
    public static Activity? StartScript(string operation, Guid petId)
    {
        if (Activity.Current is null || !PersistenceTelemetry.Activities.HasListeners())
            return null;

        return PersistenceTelemetry.Activities.StartActivity($"EVALSHA {operation}", ActivityKind.Client)?
            .SetTag("db.system.name", "redis")
            .SetTag("db.operation.name", "EVALSHA")
            .SetTag("db.stored_procedure.name", operation)
            .SetTag("mediaclusters.pet_id", petId);
    }
}
