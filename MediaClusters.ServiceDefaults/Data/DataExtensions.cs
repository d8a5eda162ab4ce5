using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using MediaClusters.ServiceDefaults.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

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
    /// <param name="needsSession">For a host that keeps something in its session (migrations, a lock): refuses to start behind a pooler in transaction mode.</param>
    /// <param name="patience">
    /// How long the host waits for a statement that asks for no longer itself; less than the server's limit, for on a connection
    /// that leads nowhere the server ends nothing. A <c>Command Timeout</c> in the connection string wins.
    /// </param>
    public static IHostApplicationBuilder AddDatabase(
        this IHostApplicationBuilder builder,
        Action<NpgsqlDataSourceBuilder>? configure = null,
        TimeSpan? statementTimeout = null,
        bool needsSession = false,
        TimeSpan? patience = null)
    {
        var options = DatabaseOptions.Read(builder.Configuration, builder.Environment);
        Validate(options, DatabaseOptions.SectionName);
        if (needsSession && options.Pooler == DatabasePooler.Transaction)
            throw Invalid(options, DatabaseOptions.SectionName, [$"{nameof(options.Pooler)} is Transaction, and this program needs a session of its own: give it a direct connection and leave {nameof(options.Pooler)} out."]);
        var given = false;
        builder.Services.AddSingleton<IHostedService>(services => new ConnectionCheck(
            () => given || services.GetRequiredService<NpgsqlDataSource>() is not null, DatabaseName, DatabaseUrl.VariableName));

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<PoolMetrics>();
        builder.Services.AddHostedService<PoolWatch>();
        builder.AddNpgsqlDataSource(
            DatabaseName,
            settings =>
            {
                if (Find(builder, settings.ConnectionString, DatabaseName, DatabaseUrl.VariableName) is not { } found)
                    return;

                given = true;
                settings.ConnectionString = DatabaseConnection.Complete(
                    DatabaseUrl.IsUrl(found.Text) ? DatabaseUrl.ToConnectionString(found.Text, found.Key) : DatabaseConnection.Check(found.Text, found.Key),
                    options, ServiceName(builder), statementTimeout, patience);
                if (options.Pooler == DatabasePooler.Transaction && DatabaseConnection.FindSessionSetting(settings.ConnectionString) is { } setting)
                    throw Invalid(options, DatabaseOptions.SectionName, [$"{nameof(options.Pooler)} is Transaction, and {found.Key} asks for '{setting}', which needs a session of its own: leave it out."]);
                if (options.RequireTls && DatabaseConnection.AllowsPlainText(settings.ConnectionString))
                    throw Invalid(options, DatabaseOptions.SectionName, [$"{nameof(options.RequireTls)} is set, and the SSL mode of {found.Key} or {DatabaseOptions.SectionName}:{nameof(options.SslMode)} allows a connection without TLS: use Require, VerifyCA or VerifyFull."]);
                if (!builder.Environment.IsDevelopment())
                    builder.Services.AddSingleton<IHostedService>(services => ActivatorUtilities.CreateInstance<DatabaseWarnings>(services, settings.ConnectionString));
            },
            dataSource =>
            {
                // Npgsql's metrics name the pool, by default with the whole connection string but its password.
                dataSource.Name = DatabaseName;

                // A loop that polls several times a second would otherwise be most of what is traced.
                dataSource.ConfigureTracing(tracing => tracing
                    .ConfigureCommandFilter(static _ => Activity.Current is not null)
                    .ConfigureBatchFilter(static _ => Activity.Current is not null));
                configure?.Invoke(dataSource);
            });
        return builder;
    }

    /// <summary>Registers the Redis connection for <c>ConnectionStrings:cache</c> or, where that is missing, <c>REDIS_URL</c>.</summary>
    public static IHostApplicationBuilder AddCache(this IHostApplicationBuilder builder)
    {
        var tls = CacheConnectionOptions.Read(builder.Configuration);
        Validate(tls, CacheConnectionOptions.SectionName);
        RedisUrl? url = null;
        var given = false;

        // Before the client, which connects at start.
        builder.Services.AddSingleton<IHostedService>(services => new ConnectionCheck(
            () => given || services.GetRequiredService<IConnectionMultiplexer>() is not null, CacheName, RedisUrl.VariableName));
        builder.AddRedisClient(
            CacheName,
            settings =>
            {
                // Connecting on the first request would make all of that moment's requests wait for it, thread and all.
                settings.DisableAutoActivation = false;
                if (Find(builder, settings.ConnectionString, CacheName, RedisUrl.VariableName) is not { } found)
                    return;

                given = true;
                url = RedisUrl.IsUrl(found.Text) ? RedisUrl.Parse(found.Text, found.Key) : null;
                settings.ConnectionString = url?.ConnectionString ?? RedisUrl.Check(found.Text, found.Key);
            },
            options => url?.Apply(options));
        builder.AddCacheConnections();
        builder.Services.AddOptions<ConfigurationOptions>().Configure<ILogger<CacheCertificates>>((options, logger) =>
        {
            if (!options.Ssl && tls.RootCertificate is { Length: > 0 })
                throw Invalid(tls, CacheConnectionOptions.SectionName, [$"{nameof(tls.RootCertificate)} is set, and the connection is without TLS: use rediss:// or ssl=true."]);
            options.CertificateValidation += new CacheCertificates(tls.RootCertificate, logger).Accept;
        });

        // Without its cache a service is slower and nothing worse: it stays in rotation.
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations.Where(check => check.Name == "StackExchange.Redis"))
                check.FailureStatus = HealthStatus.Degraded;
        });
        return builder;
    }

    private static (string Text, string Key)? Find(IHostApplicationBuilder builder, string? connectionString, string name, string variable) =>
        !string.IsNullOrWhiteSpace(connectionString) ? (connectionString, $"ConnectionStrings:{name}")
        : builder.Configuration[variable] is { } url && !string.IsNullOrWhiteSpace(url) ? (url, variable)
        : null;

    private static string ServiceName(IHostApplicationBuilder builder) =>
        builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : builder.Environment.ApplicationName;

    private static void Validate(object options, string section)
    {
        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
            throw Invalid(options, section, results.Select(result => result.ErrorMessage));
    }

    private static OptionsValidationException Invalid(object options, string section, IEnumerable<string?> errors) =>
        new(section, options.GetType(), errors.Select(error => $"{section}: {error}"));
}
