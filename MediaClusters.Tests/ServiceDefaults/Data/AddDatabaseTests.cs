using MediaClusters.ServiceDefaults.Data;
using MediaClusters.Tests.Infrastructure;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.Tests.ServiceDefaults.Data;

[Collection(ServersCollection.Name)]
public sealed class AddDatabaseTests(Servers servers)
{
    [Fact]
    public async Task AddDatabase_sends_its_options_to_the_server()
    {
        await using var services = Build(Environments.Development, null, ("ConnectionStrings:media-clusters", servers.Postgres));

        (await ShowAsync(services, "statement_timeout")).ShouldBe("30s");
        (await ShowAsync(services, "application_name")).ShouldBe("photos");
    }

    [Fact]
    public async Task AddDatabase_host_with_its_own_timeout_gets_it()
    {
        await using var services = Build(
            Environments.Development, TimeSpan.FromMinutes(10), ("ConnectionStrings:media-clusters", servers.Postgres));

        (await ShowAsync(services, "statement_timeout")).ShouldBe("10min");
    }

    [Fact]
    public async Task AddDatabase_statement_past_its_timeout_is_cancelled_by_the_server()
    {
        await using var services = Build(
            Environments.Development, null,
            ("ConnectionStrings:media-clusters", servers.Postgres), ("Database:StatementTimeout", "00:00:00.1"));
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT pg_sleep(30)");

        var failure = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        failure.SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
    }

    [Theory]
    [InlineData("Host=db;Options=-c work_mem=8MB", "Options")]
    [InlineData("Host=db;Search Path=a", "Search Path")]
    [InlineData("Host=db;Max Auto Prepare=7", "Max Auto Prepare")]
    [InlineData("Host=db;No Reset On Close=false", "No Reset On Close")]
    public void AddDatabase_behind_a_transaction_pooler_refuses_what_needs_a_session(string connectionString, string setting)
    {
        var error = Should.Throw<OptionsValidationException>(() => Build(
            Environments.Development, null, ("ConnectionStrings:media-clusters", connectionString), ("Database:Pooler", "transaction")));

        error.Message.ShouldContain($"asks for '{setting}");
    }

    [Fact]
    public void AddDatabase_behind_a_transaction_pooler_refuses_a_host_that_needs_a_session()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, ("ConnectionStrings:media-clusters", "Host=db"), ("Database:Pooler", "Transaction"));

        Should.Throw<OptionsValidationException>(() => builder.AddDatabase(needsSession: true)).Message.ShouldContain("a direct connection");
    }

    [Theory]
    [InlineData("Host=db;SslMode=Prefer", null)]
    [InlineData("postgres://db/photos?sslmode=disable", null)]
    [InlineData("Host=db", "Disable")]
    public void AddDatabase_that_requires_tls_refuses_what_does_not_insist_on_it(string connectionString, string? mode)
    {
        var error = Should.Throw<OptionsValidationException>(() => Build(
            Environments.Production, null,
            ("ConnectionStrings:media-clusters", connectionString), ("Database:RequireTls", "true"), ("Database:SslMode", mode)));

        error.Message.ShouldContain("use Require, VerifyCA or VerifyFull");
    }

    [Theory]
    [InlineData("Host=db")]
    [InlineData("Host=db;Root Certificate=/etc/ca.pem")]
    [InlineData("Host=db;SslMode=VerifyCA")]
    public async Task AddDatabase_that_requires_tls_takes_what_insists_on_it(string connectionString)
    {
        await using var services = Build(
            Environments.Production, null, ("ConnectionStrings:media-clusters", connectionString), ("Database:RequireTls", "true"));

        services.ShouldNotBeNull();
    }

    [Fact]
    public async Task AddDatabase_metrics_name_the_database_and_keep_the_connection_string()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, ("ConnectionStrings:media-clusters", servers.Postgres));
        builder.AddServiceDefaults();
        builder.AddDatabase();
        await using var application = await builder.StartAsync(app => app.MapDefaultEndpoints());
        await ShowAsync(application.Services, "statement_timeout");

        var text = await application.GetTestClient().GetStringAsync("/metrics");

        text.ShouldContain("db_client_connection_pool_name=\"media-clusters\"");
        text.ShouldNotContain("statement_timeout");
    }

    [Theory]
    [InlineData("DATABASE_URL")]
    [InlineData("ConnectionStrings:media-clusters")]
    public async Task AddDatabase_url_connects(string key)
    {
        var server = new NpgsqlConnectionStringBuilder(servers.Postgres);
        var password = Uri.EscapeDataString(server.Password ?? "");
        await using var services = Build(
            Environments.Development, null, (key, $"postgres://{server.Username}:{password}@{server.Host}:{server.Port}/postgres"));

        (await ShowAsync(services, "application_name")).ShouldBe("photos");
    }

    [Fact]
    public async Task AddDatabase_connection_string_wins_over_the_url()
    {
        await using var services = Build(
            Environments.Development, null, ("ConnectionStrings:media-clusters", "Host=here"), ("DATABASE_URL", "postgres://there"));

        services.GetRequiredService<NpgsqlDataSource>().ConnectionString.ShouldContain("Host=here");
    }

    [Fact]
    public async Task AddDatabase_without_a_connection_string_says_where_it_belongs()
    {
        await using var services = Build(Environments.Development, null);

        var failure = Should.Throw<InvalidOperationException>(services.GetRequiredService<NpgsqlDataSource>);

        failure.Message.ShouldContain("ConnectionStrings:media-clusters");
    }

    [Theory]
    [InlineData("Database:MaxPoolSize", "3")]
    [InlineData("Database:MaxPoolSize", "101")]
    [InlineData("Database:StatementTimeout", "-00:00:01")]
    [InlineData("Database:RootCertificate", "/nowhere/ca.pem")]
    public void AddDatabase_impossible_option_stops_the_start(string key, string value)
    {
        var failure = Should.Throw<OptionsValidationException>(() => Build(Environments.Production, null, (key, value)));

        failure.Message.ShouldContain(DatabaseOptions.SectionName);
    }

    [Theory]
    [InlineData("Production", "Host=db;SslMode=Disable", 1)]
    [InlineData("Production", "Host=db", 0)]
    [InlineData("Development", "Host=db", 0)]
    public async Task Start_warns_of_a_database_in_the_clear_outside_development(string environment, string connectionString, int warnings)
    {
        var logs = new RecordingLoggerProvider();
        var builder = DefaultsHost.CreateBuilder(environment, ("ConnectionStrings:media-clusters", connectionString));
        builder.Logging.AddProvider(logs);
        builder.AddDatabase();

        await using var application = await builder.StartAsync(_ => { });

        logs.Messages.Count(message => message.Contains("unencrypted", StringComparison.Ordinal)).ShouldBe(warnings);
    }

    [Theory]
    [InlineData("Production", "Host=db", "14", 1)]
    [InlineData("Production", "Host=db;Maximum Pool Size=31", null, 1)]
    [InlineData("Production", "Host=db", "15", 0)]
    [InlineData("Production", "Host=db", "30", 0)]
    [InlineData("Production", "Host=db", null, 0)]
    [InlineData("Development", "Host=db", "4", 0)]
    public async Task Start_warns_of_a_pool_outside_the_plan(string environment, string connectionString, string? size, int warnings)
    {
        var logs = new RecordingLoggerProvider();
        var builder = DefaultsHost.CreateBuilder(
            environment, ("ConnectionStrings:media-clusters", connectionString), ("Database:MaxPoolSize", size ?? (environment == "Production" ? "20" : "5")));
        builder.Logging.AddProvider(logs);
        builder.AddDatabase();

        await using var application = await builder.StartAsync(_ => { });

        logs.Messages.Count(message => message.Contains("The pool of", StringComparison.Ordinal)).ShouldBe(warnings);
    }

    private static ServiceProvider Build(string environment, TimeSpan? statementTimeout, params (string, string?)[] settings)
    {
        var builder = DefaultsHost.CreateBuilder(environment, settings);
        builder.AddDatabase(statementTimeout: statementTimeout);
        return builder.Services.BuildServiceProvider();
    }

    private static async Task<string?> ShowAsync(IServiceProvider services, string setting)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"SHOW {setting}");
        return (string?)await command.ExecuteScalarAsync();
    }
}
