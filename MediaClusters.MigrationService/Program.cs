using MediaClusters.MigrationService;
using MediaClusters.Persistence.Schema;

var arguments = MigrationArguments.Parse(args);
if (arguments.Answer(Console.Out, Console.Error) is { } answered)
    return answered;

var builder = Host.CreateApplicationBuilder();

builder.AddServiceDefaults();

// Building an index takes as long as it takes; so does waiting for another process that builds it.
builder.AddDatabase(
    database => database.MapMediaClustersTypes(),
    statementTimeout: arguments.Backfill is null ? TimeSpan.Zero : null,
    needsSession: arguments.Backfill is null);

// Migrations run without Redis: the cache's services are registered, but asked for by the import alone.
if (arguments.Backfill is { ImportRedis: true })
    builder.AddCache();

builder.Services.AddMediaClustersPersistence();
builder.Services.AddMigrations(arguments);
builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = true }));

using var host = builder.Build();

return await host.RunOnceAsync();
