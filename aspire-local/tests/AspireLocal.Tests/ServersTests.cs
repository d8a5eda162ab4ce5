using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit.Abstractions;

namespace AspireLocal.Tests;

public sealed class ServersTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task StartAsync_postgres_and_redis_both_get_healthy_and_answer()
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.Services.AddLogging(l => l.ClearProviders().AddProvider(new OutputLog(output)));
        builder.AddPostgres("postgres").AddDatabase("photos", "the photos");
        builder.AddRedis("cache");

        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("photos", limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("cache", limit.Token);

        await using var connection = new NpgsqlConnection(await app.GetConnectionStringAsync("photos", limit.Token));
        await connection.OpenAsync(limit.Token);
        await using var command = new NpgsqlCommand("SELECT current_database()", connection);
        (await command.ExecuteScalarAsync(limit.Token)).ShouldBe("the photos");
        (await app.GetConnectionStringAsync("cache", limit.Token)).ShouldNotBeNull().ShouldMatch("^localhost:[0-9]+,password=[A-Za-z0-9]{22}$");
    }

    [Fact]
    public async Task WithArgs_options_reach_postgres_and_another_program_is_refused()
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.Services.AddLogging(l => l.ClearProviders().AddProvider(new OutputLog(output)));
        builder.AddPostgres("postgres").WithArgs("-c", "shared_buffers=64MB").WithArgs("-c", "max_connections=17");
        builder.AddPostgres("shell").WithArgs("sh", "-c", "exit");

        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", limit.Token);
        await app.ResourceNotifications.WaitForResourceAsync("shell", KnownResourceStates.FailedToStart, limit.Token);

        await using var connection = new NpgsqlConnection(await app.GetConnectionStringAsync("postgres", limit.Token));
        await connection.OpenAsync(limit.Token);
        await using var command = new NpgsqlCommand("SELECT current_setting('shared_buffers') || ' ' || current_setting('max_connections')", connection);
        (await command.ExecuteScalarAsync(limit.Token)).ShouldBe("64MB 17");
    }
}
