using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace MediaClusters.Tests.AspireClients;

[Collection(ServersCollection.Name)]
public sealed class NpgsqlDbContextTests(Servers servers)
{
    private const string Section = "Aspire:Npgsql:EntityFrameworkCore:PostgreSQL";

    [Fact]
    public async Task AddNpgsqlDbContext_connects_retries_and_is_checked()
    {
        await using var services = Build(builder => builder.AddNpgsqlDbContext<PetContext>("photos"), ("ConnectionStrings:photos", servers.Postgres));
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PetContext>().Database;

        (await database.SqlQuery<int>($"SELECT 7 AS \"Value\"").SingleAsync()).ShouldBe(7);
        database.CreateExecutionStrategy().ShouldBeOfType<NpgsqlRetryingExecutionStrategy>();
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        report.Entries[nameof(PetContext)].Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task AddNpgsqlDbContext_pools_its_contexts()
    {
        await using var services = Build(builder => builder.AddNpgsqlDbContext<PetContext>("photos"), ("ConnectionStrings:photos", servers.Postgres));

        Use(services).ShouldBeSameAs(Use(services));
    }

    [Fact]
    public async Task AddNpgsqlDbContext_reads_settings_from_the_general_to_the_particular()
    {
        await using var services = Build(
            builder => builder.AddNpgsqlDbContext<PetContext>("photos"),
            ($"{Section}:ConnectionString", "Host=general"),
            ($"{Section}:CommandTimeout", "1"),
            ($"{Section}:photos:CommandTimeout", "2"),
            ($"{Section}:{nameof(PetContext)}:CommandTimeout", "3"),
            ($"{Section}:{nameof(PetContext)}:DisableRetry", "true"));
        await using var scope = services.CreateAsyncScope();

        var database = scope.ServiceProvider.GetRequiredService<PetContext>().Database;

        database.GetConnectionString().ShouldBe("Host=general");
        database.GetCommandTimeout().ShouldBe(3);
        database.CreateExecutionStrategy().RetriesOnFailure.ShouldBeFalse();
    }

    [Fact]
    public async Task AddNpgsqlDbContext_without_connection_string_says_where_it_belongs()
    {
        await using var services = Build(builder => builder.AddNpgsqlDbContext<PetContext>("photos"));

        var failure = Should.Throw<InvalidOperationException>(() => Use(services));

        failure.Message.ShouldContain("ConnectionStrings:photos");
        failure.Message.ShouldContain($"{Section}:{nameof(PetContext)}");
    }

    [Fact]
    public void AddNpgsqlDbContext_twice_is_refused_in_development() =>
        Should.Throw<InvalidOperationException>(() => Build(builder =>
        {
            builder.AddNpgsqlDbContext<PetContext>("photos");
            builder.AddNpgsqlDbContext<PetContext>("photos");
        })).Message.ShouldContain("Enrich");

    [Fact]
    public async Task EnrichNpgsqlDbContext_adds_retries_and_timeout_to_a_registered_context()
    {
        await using var services = Build(builder =>
        {
            builder.Services.AddDbContextPool<PetContext>(options => options.UseNpgsql("Host=own"));
            builder.EnrichNpgsqlDbContext<PetContext>(settings => settings.CommandTimeout = 9);
        });
        await using var scope = services.CreateAsyncScope();

        var database = scope.ServiceProvider.GetRequiredService<PetContext>().Database;

        database.GetConnectionString().ShouldBe("Host=own");
        database.GetCommandTimeout().ShouldBe(9);
        database.CreateExecutionStrategy().ShouldBeOfType<NpgsqlRetryingExecutionStrategy>();
    }

    [Fact]
    public async Task EnrichNpgsqlDbContext_reaches_the_contexts_of_a_pooled_factory_over_a_data_source()
    {
        await using var database = await servers.CreateDatabaseAsync();
        await using var services = Build(
            builder =>
            {
                builder.AddDatabase(source => source.MapMediaClustersTypes());
                builder.Services.AddMediaClustersPersistence();
                builder.EnrichNpgsqlDbContext<MediaClustersDbContext>();
            },
            ("ConnectionStrings:media-clusters", database.ConnectionString));
        await using var context = await services.GetRequiredService<IDbContextFactory<MediaClustersDbContext>>().CreateDbContextAsync();

        (await context.Database.SqlQuery<int>($"SELECT 7 AS \"Value\"").SingleAsync()).ShouldBe(7);
        context.Database.CreateExecutionStrategy().ShouldBeOfType<NpgsqlRetryingExecutionStrategy>();
        (await services.GetRequiredService<IJobReader>().FindAsync(Guid.CreateVersion7(), CancellationToken.None)).ShouldBeNull();
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == nameof(MediaClustersDbContext), CancellationToken.None);
        report.Entries[nameof(MediaClustersDbContext)].Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task EnrichNpgsqlDbContext_refuses_two_different_timeouts()
    {
        await using var services = Build(builder =>
        {
            builder.Services.AddDbContextPool<PetContext>(options => options.UseNpgsql("Host=own", npgsql => npgsql.CommandTimeout(8)));
            builder.EnrichNpgsqlDbContext<PetContext>(settings => settings.CommandTimeout = 9);
        });

        Should.Throw<InvalidOperationException>(() => Use(services)).Message.ShouldContain("CommandTimeout");
    }

    [Fact]
    public async Task EnrichNpgsqlDbContext_refuses_to_combine_with_a_strategy_of_another_kind()
    {
        await using var services = Build(builder =>
        {
            builder.Services.AddDbContextPool<PetContext>(options => options.UseNpgsql("Host=own", npgsql => npgsql.ExecutionStrategy(_ => new OwnStrategy())));
            builder.EnrichNpgsqlDbContext<PetContext>();
        });

        Should.Throw<InvalidOperationException>(() => Use(services)).Message.ShouldContain("DisableRetry");
    }

    [Fact]
    public void EnrichNpgsqlDbContext_unknown_context_is_refused() =>
        Should.Throw<InvalidOperationException>(() => Build(builder => builder.EnrichNpgsqlDbContext<PetContext>()))
            .Message.ShouldContain("was not registered");

    private static PetContext Use(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<PetContext>();
    }

    private static ServiceProvider Build(Action<IHostApplicationBuilder> add, params (string, string?)[] settings)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Development, settings);
        add(builder);
        return builder.Services.BuildServiceProvider();
    }

    private sealed class PetContext(DbContextOptions<PetContext> options) : DbContext(options);

    private sealed class OwnStrategy : IExecutionStrategy
    {
        public bool RetriesOnFailure => false;

        public TResult Execute<TState, TResult>(
            TState state, Func<DbContext, TState, TResult> operation, Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded) =>
            operation(null!, state);

        public Task<TResult> ExecuteAsync<TState, TResult>(
            TState state,
            Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
            Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded,
            CancellationToken cancellationToken = default) =>
            operation(null!, state, cancellationToken);
    }
}
