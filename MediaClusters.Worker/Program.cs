using MediaClusters.Persistence.Schema;
using MediaClusters.ServiceDefaults.Health;
using MediaClusters.Worker;
using MediaClusters.Worker.Loops;

if (HealthProbe.Answer(args, Console.Error) is { } answered)
    return answered;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddDatabase(database => database.MapMediaClustersTypes());
builder.AddCache();

builder.Services.AddMediaClustersPersistence();
builder.Services.AddRolloutWatch();
builder.Services.AddWorker();

var app = builder.Build();

var loops = app.Services.GetRequiredService<LoopHealth>();

app.MapDefaultEndpoints();

await app.RunAsync();

return loops.ExitCode;
