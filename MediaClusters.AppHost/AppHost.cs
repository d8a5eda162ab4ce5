using MediaClusters.AppHost;
using MediaClusters.AppHost.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

if (PublishCommand.IsMeant(args))
    return await PublishCommand.RunAsync(args);

// Its settings lie beside the project, wherever it is started from.
var builder = DistributedApplication.CreateBuilder(["--contentRoot", Projects.MediaClusters_AppHost.ProjectPath, .. args]);
var target = builder.AddPublishTarget();

var internalToken = builder.AddParameter("internal-token", secret: true);

// Production runs on managed Postgres: publishing asks for its connection string instead of shipping a server.
var database = target is null
    ? AddLocalDatabase()
    : builder.AddConnectionString("media-clusters");

var cache = ManagedCache.IsWanted(builder)
    ? builder.AddConnectionString("cache")
    : AddCache();

var migrations = builder.AddProject<Projects.MediaClusters_MigrationService>("migrations")
    .WithReference(database)
    .WaitFor(database);

var worker = builder.AddProject<Projects.MediaClusters_Worker>("worker")
    .WithReference(database)
    .WithReference(cache)
    .WaitForCompletion(migrations)
    .WaitFor(cache)
    .WithProbes()
    .WithReplicas(2);

var api = builder.AddProject<Projects.MediaClusters_Api>("api")
    .WithReference(database)
    .WithReference(cache)
    .WithEnvironment("Authentication__Tokens__0__Name", "internal")
    .WithEnvironment("Authentication__Tokens__0__Value", internalToken)
    .WaitForCompletion(migrations)
    .WaitFor(cache)
    .WithProbes();

// The rollout's settings, which can be changed while everything runs; docs/rollout.md.
if (builder.ExecutionContext.IsRunMode && builder.Configuration["RolloutFile"] is { Length: > 0 } rolloutFile)
{
    worker.WithEnvironment("Rollout__File", Path.GetFullPath(rolloutFile));
    api.WithEnvironment("Rollout__File", Path.GetFullPath(rolloutFile));
}

if (target is { } production)
{
    // A worker has stopped 22 s after the signal, jobs that take longer handed back; the API when its requests have ended, 30 s at most.
    var ofWorker = new Footprint(CpuRequest: 0.5, CpuLimit: 2, MemoryMegabytes: 1024) { Replicas = 2, MaxReplicas = 8, StopGrace = TimeSpan.FromSeconds(45) };
    var ofApi = new Footprint(CpuRequest: 0.25, CpuLimit: 2, MemoryMegabytes: 512) { Replicas = 2, MaxReplicas = 6, StopDelay = TimeSpan.FromSeconds(5), StopGrace = TimeSpan.FromSeconds(40) };
    var ofMigrations = new Footprint(CpuRequest: 0.1, CpuLimit: 1, MemoryMegabytes: 256);

    var collector = builder.AddParameter("otlp-endpoint", "", publishValueAsDefault: true);
    if (production is PublishTarget.Kubernetes)
    {
        var rollout = builder.AddParameter("rollout-file", "", publishValueAsDefault: true);
        worker.WithRolloutFile(rollout);
        api.WithRolloutFile(rollout);
    }

    api.WithEnvironment("Authentication__TokensFile", builder.AddParameter("tokens-file", "", publishValueAsDefault: true));
    worker.WithDatabaseLimits().WithProductionSettings(collector).PublishAsService(production, ofWorker);
    api.WithDatabaseLimits().WithProductionSettings(collector).PublishAsService(production, ofApi, hostPort: 5080);
    migrations.WithProductionSettings(collector).PublishAsJob(production, ofMigrations, deadline: TimeSpan.FromMinutes(15));
}

// Tests look at the graph themselves.
if (builder.ExecutionContext.IsRunMode && builder.Configuration.GetValue("Announce", defaultValue: true))
{
    builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ReadyAnnouncer>(
        services, new AnnouncedResources(api.Resource, migrations.Resource, internalToken.Resource)));
}

var app = builder.Build();
var backgroundFailed = BackgroundFailures.Watch(app);
app.Run();
return backgroundFailed() ? 1 : Environment.ExitCode;

IResourceBuilder<IResourceWithConnectionString> AddLocalDatabase()
{
    var postgres = builder.AddPostgres("postgres");

    // Tests ask for a database that is gone afterwards.
    if (builder.Configuration.GetValue("PersistData", defaultValue: true))
        postgres.WithDataVolume();

    return postgres.AddDatabase("media-clusters");
}

IResourceBuilder<IResourceWithConnectionString> AddCache()
{
    var redis = builder.AddRedis("cache").AsCacheOnly(maxMemoryMegabytes: 256);

    if (target is { } production)
        redis.PublishAsServer(production, new Footprint(CpuRequest: 0.25, CpuLimit: 1, MemoryMegabytes: 384, User: Footprint.RedisUser), port: 6379);

    return redis;
}
