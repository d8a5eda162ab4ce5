using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Redis;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static class RedisBuilderExtensions
{
    /// <summary>Adds a Redis that forgets everything at its end; without <paramref name="password"/> one is made up.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // StackExchange.Redis takes a comma for the end of the password.
        var parameter = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var redis = new RedisResource(name, parameter);
        var check = $"{name}_check";

        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(check, _ => new RedisHealthCheck(redis), failureStatus: null, tags: null));

        return builder.AddResource(redis)
            .WithEndpoint(port: port, targetPort: 6379, scheme: "redis", name: RedisResource.PrimaryEndpointName)
            .WithHealthCheck(check)
            .WithContainer()
            .WithAnnotation(new ProgramAnnotation(new RedisProgram(redis).PrepareAsync));
    }

    /// <summary>The container it is where it is deployed. A shell starts it, which puts the password in place.</summary>
    private static IResourceBuilder<RedisResource> WithContainer(this IResourceBuilder<RedisResource> builder)
    {
        builder.Resource.Entrypoint = "/bin/sh";

        return builder
            .WithAnnotation(new ContainerImageAnnotation { Registry = "docker.io", Image = "library/redis", Tag = "8.6" })
            .WithEnvironment(context =>
            {
                if (builder.Resource.PasswordParameter is { } password)
                    context.EnvironmentVariables["REDIS_PASSWORD"] = password;
            })
            .WithArgs("-c", builder.Resource.PasswordParameter is null ? "redis-server" : "redis-server --requirepass $REDIS_PASSWORD");
    }
}
