using MediaClusters.AppHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

var builder = DistributedApplication.CreateBuilder(args);

var internalToken = builder.AddParameter("internal-token", secret: true);

// Production runs on managed Postgres: publishing asks for its connection string instead of shipping a server.
var database = builder.ExecutionContext.IsPublishMode
    ? builder.AddConnectionString("media-clusters")
    : AddLocalDatabase();

var cache = builder.AddRedis("cache");

var migrations = builder.AddProject<Projects.MediaClusters_MigrationService>("migrations")
    .WithReference(database)
    .WaitFor(database);

builder.AddProject<Projects.MediaClusters_Worker>("worker")
    .WithReference(database)
    .WithReference(cache)
    .WaitForCompletion(migrations)
    .WaitFor(cache)
    .WithHttpHealthCheck("/health")
    .WithReplicas(2);

var api = builder.AddProject<Projects.MediaClusters_Api>("api")
    .WithReference(database)
    .WithReference(cache)
    .WithEnvironment("Authentication__Tokens__0__Name", "internal")
    .WithEnvironment("Authentication__Tokens__0__Value", internalToken)
    .WaitForCompletion(migrations)
    .WaitFor(cache)
    .WithHttpHealthCheck("/health");

// Tests look at the graph themselves.
if (builder.ExecutionContext.IsRunMode && builder.Configuration.GetValue("Announce", defaultValue: true))
{
    builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ReadyAnnouncer>(
        services, new AnnouncedResources(api.Resource, migrations.Resource, internalToken.Resource)));
}

builder.Build().Run();

IResourceBuilder<IResourceWithConnectionString> AddLocalDatabase()
{
    var postgres = builder.AddPostgres("postgres");

    // Tests ask for a database that is gone afterwards.
    if (builder.Configuration.GetValue("PersistData", defaultValue: true))
        postgres.WithDataVolume();

    return postgres.AddDatabase("media-clusters");
}
