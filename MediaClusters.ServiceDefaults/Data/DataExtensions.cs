using System.ComponentModel.DataAnnotations;
using MediaClusters.ServiceDefaults.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Connects a service to the solution's database and cache.</summary>
public static class DataExtensions
{
    private const string DatabaseName = "media-clusters";
    private const string CacheName = "cache";

    /// <summary>
    /// Registers the <see cref="NpgsqlDataSource"/> for <c>ConnectionStrings:media-clusters</c> or, where that is
    /// missing, <c>DATABASE_URL</c> (either may be a URL), completed by <see cref="DatabaseOptions"/>.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="configure">Changes the data source, for instance maps types.</param>
    /// <param name="statementTimeout">
    /// For a host whose statements take longer than a request may (migrations): wins over options and connection
    /// string. Zero is without limit.
    /// </param>
    public static IHostApplicationBuilder AddDatabase(
        this IHostApplicationBuilder builder,
        Action<NpgsqlDataSourceBuilder>? configure = null,
        TimeSpan? statementTimeout = null)
    {
        var options = DatabaseOptions.Read(builder.Configuration, builder.Environment);
        Validate(options);
        builder.Services.AddSingleton(Options.Options.Create(options));

        builder.AddNpgsqlDataSource(
            DatabaseName,
            settings =>
            {
                var given = Given(settings.ConnectionString, builder.Configuration[DatabaseUrl.VariableName]);
                if (given is null)
                    return;

                settings.ConnectionString = DatabaseConnection.Complete(
                    DatabaseUrl.IsUrl(given) ? DatabaseUrl.ToConnectionString(given) : given, options, ServiceName(builder), statementTimeout);
                if (!builder.Environment.IsDevelopment() && DatabaseConnection.AllowsPlainText(settings.ConnectionString))
                    builder.Services.AddHostedService<PlainTextWarning>();
            },
            dataSource =>
            {
                // Npgsql's metrics name the pool, by default with the whole connection string but its password.
                dataSource.Name = DatabaseName;
                configure?.Invoke(dataSource);
            });
        return builder;
    }

    /// <summary>Registers the Redis connection for <c>ConnectionStrings:cache</c> or, where that is missing, <c>REDIS_URL</c>.</summary>
    public static IHostApplicationBuilder AddCache(this IHostApplicationBuilder builder)
    {
        RedisUrl? url = null;
        builder.AddRedisClient(
            CacheName,
            settings =>
            {
                // Connecting on the first request would make all of that moment's requests wait for it, thread and all.
                settings.DisableAutoActivation = false;
                settings.ConnectionString = Given(settings.ConnectionString, builder.Configuration[RedisUrl.VariableName]);
                if (settings.ConnectionString is not { } given || !RedisUrl.IsUrl(given))
                    return;

                url = RedisUrl.Parse(given);
                settings.ConnectionString = url.ConnectionString;
            },
            options => url?.Apply(options));

        // Without its cache a service is slower and nothing worse: it stays in rotation.
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations.Where(check => check.Name == "StackExchange.Redis"))
                check.FailureStatus = HealthStatus.Degraded;
        });
        return builder;
    }

    private static string? Given(string? connectionString, string? url) =>
        !string.IsNullOrWhiteSpace(connectionString) ? connectionString
        : !string.IsNullOrWhiteSpace(url) ? url
        : null;

    private static string ServiceName(IHostApplicationBuilder builder) =>
        builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : builder.Environment.ApplicationName;

    private static void Validate(DatabaseOptions options)
    {
        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
        {
            throw new OptionsValidationException(
                DatabaseOptions.SectionName, typeof(DatabaseOptions), results.Select(result => $"{DatabaseOptions.SectionName}: {result.ErrorMessage}"));
        }
    }
}
