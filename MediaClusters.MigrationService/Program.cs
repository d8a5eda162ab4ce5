using MediaClusters.MigrationService;
using MediaClusters.Persistence.Schema;

var arguments = MigrationArguments.Parse(args);
if (arguments.Answer(Console.Out, Console.Error) is { } answered)
    return answered;

var builder = Host.CreateApplicationBuilder();

builder.AddServiceDefaults();

// Building an index takes as long as it takes; so does waiting for another process that builds it.
builder.AddDatabase(database => database.MapMediaClustersTypes(), statementTimeout: TimeSpan.Zero);

builder.Services.AddMediaClustersPersistence();
builder.Services.AddMigrations(arguments);

// The cache's services are registered but never asked for: migrations run without Redis.
builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = true }));

using var host = builder.Build();

return await host.RunOnceAsync();
