using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MediaClusters.Tests.ServiceDefaults.Data;

[Collection(ServersCollection.Name)]
public sealed class PoolMetricsTests(Servers servers)
{
    private const string Waiting = "mediaclusters_database_pool_waiting";
    private const string Timeouts = "mediaclusters_database_pool_timeouts_total";

    [Fact]
    public async Task Pool_that_is_used_up_shows_who_waits_and_who_waited_in_vain()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(servers.Postgres) { MaxPoolSize = 2, Timeout = 1 }.ConnectionString;
        var builder = DefaultsHost.CreateBuilder(Environments.Development, ("ConnectionStrings:media-clusters", connectionString));
        builder.AddServiceDefaults();
        builder.AddDatabase();
        await using var application = await builder.StartAsync(app => app.MapDefaultEndpoints());
        var database = application.Services.GetRequiredService<NpgsqlDataSource>();
        var start = await ScrapeAsync(application);
        start[Waiting].Series.ShouldHaveSingleItem().Value.ShouldBe(0);
        start[Timeouts].Series.ShouldHaveSingleItem().Value.ShouldBe(0);

        await using var first = await database.OpenConnectionAsync();
        await using var second = await database.OpenConnectionAsync();
        var third = database.OpenConnectionAsync().AsTask();
        var full = await ScrapeAsync(application);
        await Should.ThrowAsync<NpgsqlException>(() => third);
        var after = await ScrapeAsync(application);

        full[Waiting].Series.Single().Value.ShouldBe(1);
        full[Timeouts].Series.Single().Value.ShouldBe(0);
        full["db_client_connection_max"].Series.ShouldContain(one => one.Value == 2);
        full["db_client_connection_count"].Series.ShouldContain(one => one.Labels["db_client_connection_state"] == "used" && one.Value == 2);
        after[Waiting].Series.Single().Value.ShouldBe(0);
        after[Timeouts].Series.Single().Value.ShouldBe(1);
    }

    private static async Task<Dictionary<string, Family>> ScrapeAsync(WebApplication application) =>
        Scrape.Read(await application.GetTestClient().GetStringAsync("/metrics"));
}
