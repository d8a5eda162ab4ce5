using MediaClusters.MigrationService;
using MediaClusters.MigrationService.Samples;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Tests.MigrationService;

[Collection(ServersCollection.Name)]
public sealed class MigrationRunTests(Servers servers)
{
    [Theory]
    [InlineData("Development", true, true, 25)]
    [InlineData("Development", false, true, 0)]
    [InlineData("Development", true, false, 0)]
    [InlineData("Production", true, true, 0)]
    public async Task Run_always_seeds_in_development_only_and_unless_told_not_to(string environment, bool seedArgument, bool seedOption, int pets)
    {
        await using var database = await servers.CreateEmptyDatabaseAsync();

        (await RunAsync(database.ConnectionString, environment, seedArgument, seedOption)).ShouldBe(0);

        (await database.ScalarAsync<long>("SELECT count(DISTINCT pet_id) FROM pet_images")).ShouldBe(pets);
        (await database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs")).ShouldBe(pets);
    }

    [Fact]
    public async Task Run_that_fails_says_so_by_its_exit_code()
    {
        var unknownUser = new NpgsqlConnectionStringBuilder(servers.Postgres) { Username = "nobody-knows", Password = "wrong", Pooling = false };

        (await RunAsync(unknownUser.ConnectionString)).ShouldBe(1);
    }

    [Fact]
    public async Task Run_interrupted_says_so_by_its_exit_code()
    {
        await using var database = await servers.CreateEmptyDatabaseAsync();
        using var interrupted = new CancellationTokenSource();
        await interrupted.CancelAsync();

        (await RunAsync(database.ConnectionString, cancellationToken: interrupted.Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Host_that_cannot_start_says_so_by_its_exit_code()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        builder.AddDatabase(dataSource => dataSource.MapMediaClustersTypes());
        builder.Services.AddMediaClustersPersistence();
        builder.Services.AddMigrations(new());
        using var host = builder.Build();

        (await host.RunOnceAsync()).ShouldBe(1);
    }

    private static async Task<int> RunAsync(
        string connectionString,
        string environment = "Production",
        bool seedArgument = true,
        bool seedOption = true,
        CancellationToken cancellationToken = default)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection([new($"{SeedOptions.SectionName}:Enabled", seedOption.ToString())]);
        builder.Logging.ClearProviders();

        var dataSource = new NpgsqlDataSourceBuilder(connectionString);
        dataSource.MapMediaClustersTypes();
        builder.Services.AddSingleton(_ => dataSource.Build());
        builder.Services.AddMediaClustersPersistence();
        builder.Services.AddMigrations(new MigrationArguments(seedArgument));

        using var host = builder.Build();
        return await host.Services.GetRequiredService<MigrationRun>().RunAsync(cancellationToken);
    }
}
