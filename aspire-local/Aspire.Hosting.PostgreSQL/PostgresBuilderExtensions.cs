using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Postgres;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static class PostgresBuilderExtensions
{
    /// <summary>Adds a PostgreSQL server; without <paramref name="password"/> one is made up.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var parameter = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password");
        var server = new PostgresServerResource(name, userName?.Resource, parameter);
        var check = $"{name}_check";

        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(check, _ => new PostgresHealthCheck(server, "postgres"), failureStatus: null, tags: null));
        builder.Eventing.Subscribe<ResourceReadyEvent>(server, (ready, token) => PostgresDatabases.CreateAsync(server, ready.Services.GetRequiredService<TimeProvider>(), token));

        return builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: 5432, name: PostgresServerResource.PrimaryEndpointName)
            .WithHealthCheck(check)
            .WithAnnotation(new ProgramAnnotation(new PostgresProgram(server).PrepareAsync));
    }

    /// <summary>Adds a database, which is made when it is not there yet.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        var check = $"{name}_check";
        builder.Resource.AddDatabase(database.Name, database.DatabaseName);
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(check, _ => new PostgresHealthCheck(builder.Resource, database.DatabaseName), failureStatus: null, tags: null));

        return builder.ApplicationBuilder.AddResource(database).WithHealthCheck(check);
    }

    /// <summary>Keeps the data between runs, under a name that is this clone's own unless <paramref name="name"/> is given.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (isReadOnly)
            throw new ArgumentException("A server's data volume cannot be read-only.", nameof(isReadOnly));

        var server = builder.Resource;
        server.VolumeName = name ?? VolumeNameGenerator.Generate(builder, "data");

        if (server.PasswordParameter.Default is GenerateParameterDefault generate)
            server.PasswordParameter.Default = new FileParameterDefault(() => Volume.PreparePasswordFile(builder.ApplicationBuilder.Configuration, server.VolumeName), generate);

        return builder;
    }
}
