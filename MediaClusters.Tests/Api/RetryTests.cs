using MediaClusters.Api;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.ServiceDefaults;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MediaClusters.Tests.Api;

[Collection(ServersCollection.Name)]
public sealed class RetryTests(Servers servers)
{
    [Fact]
    public async Task Read_with_postgres_away_is_tried_again_and_soon_given_up()
    {
        await using var services = Build("Host=127.0.0.1;Port=1");
        var jobs = services.GetRequiredService<IJobReader>();

        var failure = await Should.ThrowAsync<RetryLimitExceededException>(
            () => jobs.FindAsync(Guid.CreateVersion7(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10)));

        failure.InnerException.ShouldBeAssignableTo<NpgsqlException>();
    }

    [Fact]
    public async Task Read_that_waited_in_vain_for_a_full_pool_does_not_wait_again()
    {
        await using var database = await servers.CreateDatabaseAsync();
        await using var services = Build($"{database.ConnectionString};Maximum Pool Size=1;Timeout=1");
        await using var taken = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        var jobs = services.GetRequiredService<IJobReader>();

        // Given up after tries, it would be a RetryLimitExceededException.
        var failure = await Should.ThrowAsync<NpgsqlException>(() => jobs.FindAsync(Guid.CreateVersion7(), CancellationToken.None));

        failure.InnerException.ShouldBeOfType<TimeoutException>();
    }

    private static ServiceProvider Build(string connectionString)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Production, ("ConnectionStrings:media-clusters", connectionString), ("Database:SslMode", "Disable"));
        builder.AddDatabase(database => database.MapMediaClustersTypes());
        builder.Services.AddMediaClustersPersistence();
        builder.Services.AddInternalApi();
        builder.EnrichNpgsqlDbContext<MediaClustersDbContext>();
        return builder.Services.BuildServiceProvider();
    }
}
