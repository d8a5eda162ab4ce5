using MediaClusters.Api;
using MediaClusters.Persistence.Schema;
using MediaClusters.ServiceDefaults.Health;

if (HealthProbe.Answer(args, Console.Error) is { } answered)
    return answered;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddDatabase(database => database.MapMediaClustersTypes(), patience: InternalApiServiceCollectionExtensions.StatementPatience);
builder.AddCache();
builder.AddInternalTokens();
builder.Services.AddMediaClustersPersistence();
builder.Services.AddRolloutWatch();

// Retries and telemetry. The data source's own health check asks the same server already.
builder.EnrichNpgsqlDbContext<MediaClustersDbContext>(settings => settings.DisableHealthChecks = true);
builder.Services.AddInternalApi();

var app = builder.Build();

app.UseInternalApi();
app.MapInternalApi();
app.MapDefaultEndpoints();

app.Run();

return 0;
