using MediaClusters.Api;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.ServiceDefaults;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MediaClusters.Tests.Api;

public sealed class RetryTests
{
    [Fact]
    public async Task Read_with_postgres_away_is_tried_again_and_soon_given_up()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Production, ("ConnectionStrings:media-clusters", "Host=127.0.0.1;Port=1"));
        builder.AddDatabase(database => database.MapMediaClustersTypes());
        builder.Services.AddMediaClustersPersistence();
        builder.Services.AddInternalApi();
        builder.EnrichNpgsqlDbContext<MediaClustersDbContext>();
        await using var services = builder.Services.BuildServiceProvider();
        var jobs = services.GetRequiredService<IJobReader>();

        var failure = await Should.ThrowAsync<RetryLimitExceededException>(
            () => jobs.FindAsync(Guid.CreateVersion7(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10)));

        failure.InnerException.ShouldBeAssignableTo<NpgsqlException>();
    }
}
