using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MediaClusters.Tests.ServiceDefaults.Data;

/// <summary>The plan's table of development and production, as the server sees it.</summary>
[Collection(ServersCollection.Name)]
public sealed class ServerSettingsTests(Servers servers)
{
    [Theory]
    [InlineData("Development", 5, "30s", null)]
    [InlineData("Production", 20, "15s", "Disable")]
    public async Task Server_sees_the_pool_and_the_timeout_of_the_environment(string environment, int pool, string timeout, string? sslMode)
    {
        var name = $"pool-of-{environment}";
        await using var services = Build(environment, ("OTEL_SERVICE_NAME", name), ("Database:SslMode", sslMode));
        var dataSource = services.GetRequiredService<NpgsqlDataSource>();
        await using var observer = NpgsqlDataSource.Create(servers.Postgres);
        using var ended = new CancellationTokenSource();

        var highest = ObserveAsync(observer, name, ended.Token);
        var timeouts = await Task.WhenAll(Enumerable.Range(0, 4 * pool).Select(_ => AskAsync(dataSource)));
        await ended.CancelAsync();

        timeouts.ShouldAllBe(shown => shown == timeout);
        (await highest).ShouldBe(pool);
    }

    [Fact]
    public async Task Server_cancels_what_takes_longer_than_the_timeout_and_the_connection_lives_on()
    {
        await using var services = Build("Development", ("Database:StatementTimeout", "00:00:00.2"), ("Database:MaxPoolSize", "4"));
        var dataSource = services.GetRequiredService<NpgsqlDataSource>();
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var tooLong = new NpgsqlCommand("SELECT pg_sleep(30)", connection);

        var failure = await Should.ThrowAsync<PostgresException>(() => tooLong.ExecuteNonQueryAsync());

        failure.SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
        await using var next = new NpgsqlCommand("SELECT 1", connection);
        (await next.ExecuteScalarAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("0", 0)]
    public async Task Server_keeps_a_repeated_statement_prepared_unless_told_not_to(string? setting, long expected)
    {
        await using var services = Build("Development", setting is null ? [] : [("Database:PreparedStatements", setting)]);
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        for (var use = 0; use < 3; use++)
        {
            await using var repeated = new NpgsqlCommand("SELECT 'repeated'", connection);
            await repeated.ExecuteScalarAsync();
        }

        await using var once = new NpgsqlCommand("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%repeated%'", connection);
        (await once.ExecuteScalarAsync()).ShouldBe(expected);
    }

    private static async Task<string?> AskAsync(NpgsqlDataSource dataSource)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using (var busy = new NpgsqlCommand("SELECT pg_sleep(0.2)", connection))
            await busy.ExecuteNonQueryAsync();
        await using var show = new NpgsqlCommand("SHOW statement_timeout", connection);
        return (string?)await show.ExecuteScalarAsync();
    }

    private static async Task<long> ObserveAsync(NpgsqlDataSource observer, string applicationName, CancellationToken ended)
    {
        long highest = 0;
        while (!ended.IsCancellationRequested)
        {
            await using var count = observer.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE application_name = $1");
            count.Parameters.AddWithValue(applicationName);
            highest = Math.Max(highest, (long)(await count.ExecuteScalarAsync(CancellationToken.None))!);
        }

        return highest;
    }

    private ServiceProvider Build(string environment, params (string, string?)[] settings)
    {
        // The fixture's own pool size would win: it stands in the connection string.
        var server = new NpgsqlConnectionStringBuilder(servers.Postgres);
        server.Remove("Maximum Pool Size");
        var builder = DefaultsHost.CreateBuilder(environment, [("ConnectionStrings:media-clusters", server.ConnectionString), .. settings]);
        builder.AddDatabase();
        return builder.Services.BuildServiceProvider();
    }
}
