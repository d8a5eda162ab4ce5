using System.Diagnostics;
using MediaClusters.MigrationService.Samples;
using MediaClusters.MigrationService.Schema;
using Microsoft.Extensions.Options;

namespace MediaClusters.MigrationService;

/// <summary>The one thing this process does: wait for the database, migrate, seed.</summary>
internal sealed class MigrationRun(
    MigrationArguments arguments,
    DatabaseGate gate,
    SchemaMigrator migrator,
    SampleSeeder seeder,
    IHostEnvironment environment,
    IOptions<SeedOptions> seed,
    ILogger<MigrationRun> logger)
{
    public const string ActivitySourceName = "MediaClusters.MigrationService";

    private static readonly ActivitySource Activities = new(ActivitySourceName);

    /// <returns>The exit code. Never throws.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var activity = Activities.StartActivity("migrate database");
        try
        {
            await gate.WaitAsync(cancellationToken);
            var applied = await migrator.MigrateAsync(cancellationToken);
            var seeded = Seeds ? await seeder.SeedAsync(cancellationToken) : 0;
            logger.Finished(applied, seeded);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, "interrupted");
            logger.Interrupted();
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            activity?.AddException(exception);
            logger.Failed(exception);
        }

        return ExitCodes.Failed;
    }

    private bool Seeds => arguments.Seed && environment.IsDevelopment() && seed.Value.Enabled;
}
