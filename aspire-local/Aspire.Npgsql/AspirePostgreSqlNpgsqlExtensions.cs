using Aspire;
using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Connects an application to PostgreSQL through Npgsql.</summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    private const string SectionName = "Aspire:Npgsql";

    /// <summary>
    /// Registers an <see cref="NpgsqlDataSource"/> and an <see cref="NpgsqlConnection"/> for the named
    /// connection string, with health check and telemetry.
    /// </summary>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        Add(builder, connectionName, serviceKey: null, configureSettings, configureDataSourceBuilder);
    }

    /// <summary>The same, as keyed services: <paramref name="name"/> is the key and the connection's name.</summary>
    public static void AddKeyedNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string name,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
        Add(builder, name, serviceKey: name, configureSettings, configureDataSourceBuilder);

    private static void Add(
        IHostApplicationBuilder builder,
        string name,
        string? serviceKey,
        Action<NpgsqlSettings>? configureSettings,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        var settings = new NpgsqlSettings();
        var section = builder.Configuration.GetSection(SectionName);
        section.Bind(settings);
        section.GetSection(name).Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(name) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        AddServices(builder.Services, serviceKey, services => Build(services, settings, name, configureDataSourceBuilder));

        if (!settings.DisableHealthChecks)
        {
            builder.TryAddHealthCheck(
                serviceKey is null ? "PostgreSql" : $"PostgreSql_{name}",
                services => new NpgsqlHealthCheck(services.GetRequiredKeyedService<NpgsqlDataSource>(serviceKey)));
        }

        if (!settings.DisableTracing)
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Npgsql"));

        if (!settings.DisableMetrics)
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Npgsql"));
    }

    // The set of services that the package Npgsql.DependencyInjection registers.
    private static void AddServices(IServiceCollection services, string? key, Func<IServiceProvider, NpgsqlDataSource> build)
    {
        services.TryAdd(new ServiceDescriptor(typeof(NpgsqlDataSource), key, (provider, _) => build(provider), ServiceLifetime.Singleton));
        services.TryAdd(new ServiceDescriptor(
            typeof(System.Data.Common.DbDataSource), key,
            (provider, _) => provider.GetRequiredKeyedService<NpgsqlDataSource>(key), ServiceLifetime.Singleton));
        services.TryAdd(new ServiceDescriptor(
            typeof(NpgsqlConnection), key,
            (provider, _) => provider.GetRequiredKeyedService<NpgsqlDataSource>(key).CreateConnection(), ServiceLifetime.Transient));
        services.TryAdd(new ServiceDescriptor(
            typeof(System.Data.Common.DbConnection), key,
            (provider, _) => provider.GetRequiredKeyedService<NpgsqlConnection>(key), ServiceLifetime.Transient));
    }

    private static NpgsqlDataSource Build(
        IServiceProvider services, NpgsqlSettings settings, string name, Action<NpgsqlDataSourceBuilder>? configure)
    {
        // Checked on first use, not at registration: by then the host can log it.
        if (string.IsNullOrWhiteSpace(settings.ConnectionString))
            throw Component.MissingConnectionString(name, SectionName);

        var dataSourceBuilder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        dataSourceBuilder.UseLoggerFactory(services.GetService<ILoggerFactory>());
        configure?.Invoke(dataSourceBuilder);
        return dataSourceBuilder.Build();
    }
}
