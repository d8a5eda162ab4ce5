using System.Data.Common;
using Aspire.Npgsql;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MediaClusters.Tests.AspireClients;

[Collection(ServersCollection.Name)]
public sealed class NpgsqlDataSourceTests(Servers servers)
{
    [Fact]
    public async Task AddNpgsqlDataSource_registers_source_and_connections_and_checks_them()
    {
        await using var services = Build(builder => builder.AddNpgsqlDataSource("photos"), ("ConnectionStrings:photos", servers.Postgres));

        await using var connection = services.GetRequiredService<NpgsqlConnection>();
        await connection.OpenAsync();
        services.GetRequiredService<DbDataSource>().ShouldBeSameAs(services.GetRequiredService<NpgsqlDataSource>());
        await using var other = services.GetRequiredService<DbConnection>();
        other.ShouldNotBeSameAs(connection);
        (await CheckAsync(services))["PostgreSql"].Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task AddKeyedNpgsqlDataSource_keeps_databases_apart()
    {
        await using var services = Build(
            builder =>
            {
                builder.AddKeyedNpgsqlDataSource("one");
                builder.AddKeyedNpgsqlDataSource("two");
            },
            ("ConnectionStrings:one", servers.Postgres + ";Application Name=one"), ("ConnectionStrings:two", "Host=127.0.0.1;Port=1;Timeout=2"));

        services.GetRequiredKeyedService<NpgsqlDataSource>("one").ConnectionString.ShouldContain("one");
        services.GetService<NpgsqlDataSource>().ShouldBeNull();
        var entries = await CheckAsync(services);
        entries["PostgreSql_one"].Status.ShouldBe(HealthStatus.Healthy);
        entries["PostgreSql_two"].Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task AddNpgsqlDataSource_reads_settings_from_the_general_to_the_particular()
    {
        NpgsqlSettings? seen = null;
        await using var services = Build(
            builder => builder.AddNpgsqlDataSource(
                "photos",
                settings =>
                {
                    seen = settings;
                    settings.DisableHealthChecks = true;
                },
                source => source.ConnectionStringBuilder.ApplicationName = "code"),
            ("Aspire:Npgsql:ConnectionString", "Host=general"),
            ("Aspire:Npgsql:DisableTracing", "true"),
            ("Aspire:Npgsql:photos:ConnectionString", "Host=named"),
            ("Aspire:Npgsql:photos:DisableTracing", "false"),
            ("Aspire:Npgsql:photos:DisableMetrics", "true"),
            ("ConnectionStrings:photos", "Host=string"));

        seen!.ConnectionString.ShouldBe("Host=string");
        seen.DisableTracing.ShouldBeFalse();
        seen.DisableMetrics.ShouldBeTrue();
        services.GetRequiredService<NpgsqlDataSource>().ConnectionString.ShouldBe("Host=string;Application Name=code");
        services.GetService<HealthCheckService>().ShouldBeNull();
    }

    [Fact]
    public void AddNpgsqlDataSource_without_connection_string_fails_on_first_use_and_says_where_it_belongs()
    {
        using var services = Build(builder => builder.AddNpgsqlDataSource("photos"));

        var failure = Should.Throw<InvalidOperationException>(services.GetRequiredService<NpgsqlDataSource>);

        failure.Message.ShouldContain("ConnectionStrings:photos");
        failure.Message.ShouldContain("Aspire:Npgsql");
    }

    [Fact]
    public async Task AddNpgsqlDataSource_check_keeps_to_its_timeout()
    {
        // A server that accepts and never answers. Npgsql itself heeds no token then, so its own time-out has to end the wait.
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        await using var services = Build(
            builder =>
            {
                builder.AddNpgsqlDataSource("photos");
                builder.Services.PostConfigure<HealthCheckServiceOptions>(options => options.Registrations.Single().Timeout = TimeSpan.FromMilliseconds(50));
            },
            ("ConnectionStrings:photos", $"Host=127.0.0.1;Port={port};Timeout=5"));

        var entries = await CheckAsync(services).WaitAsync(TimeSpan.FromSeconds(30));

        entries["PostgreSql"].Status.ShouldBe(HealthStatus.Unhealthy);
    }

    private static ServiceProvider Build(Action<IHostApplicationBuilder> add, params (string, string?)[] settings)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, settings);
        add(builder);
        return builder.Services.BuildServiceProvider();
    }

    private static async Task<IReadOnlyDictionary<string, HealthReportEntry>> CheckAsync(IServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries;
}
