using MediaClusters.Persistence.Freshness;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Maintenance;

/// <summary>Migrations the database lacks; apart from the figures that need them.</summary>
internal sealed class SchemaCollector : StatsCollector<SchemaReading>
{
    private readonly IFreshnessReader _reader;

    public SchemaCollector(
        IFreshnessReader reader,
        WorkerTelemetry telemetry,
        IOptions<WorkerOptions> options,
        LoopContext context,
        ILogger<SchemaCollector> logger)
        : base(options.Value.FreshnessInterval, context, logger)
    {
        _reader = reader;
        telemetry.ObserveSchema(Current);
    }

    protected override async Task<SchemaReading> ReadAsync(CancellationToken cancellationToken) =>
        new(await _reader.CountPendingMigrationsAsync(cancellationToken));
}

/// <summary>A reading of the schema.</summary>
internal sealed record SchemaReading(int PendingMigrations);
