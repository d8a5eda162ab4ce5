using Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql.EntityFrameworkCore.PostgreSQL;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AspireLocal.Tests;

public sealed class NpgsqlDbContextClientTests
{
    private const string ConnectionString = "Host=localhost;Database=test;Username=postgres";
    private const string Section = "Aspire:Npgsql:EntityFrameworkCore:PostgreSQL";

    [Fact]
    public void AddNpgsqlDbContext_connection_string_is_taken_from_code_then_by_name_then_from_the_section()
    {
        (string, string?)[] both = [($"{Section}:ConnectionString", "Host=section"), ("ConnectionStrings:npgsql", "Host=named")];

        Connection(Add(both[..1])).ShouldBe("Host=section");
        Connection(Add(both)).ShouldBe("Host=named");
        Connection(Add(both, settings => settings.ConnectionString = "Host=code")).ShouldBe("Host=code");
    }

    [Fact]
    public void AddNpgsqlDbContext_missing_connection_string_is_noticed_on_first_use() =>
        Should.Throw<InvalidOperationException>(() => Connection(Add([]))).Message
            .ShouldBe($"ConnectionString is missing. It should be provided in 'ConnectionStrings:npgsql' or under the 'ConnectionString' key in '{Section}' or '{Section}:PetContext' configuration section.");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddNpgsqlDbContext_options_can_be_configured_beside_retries(bool retry)
    {
        using var host = Add([("ConnectionStrings:npgsql", ConnectionString), ($"{Section}:DisableRetry", $"{!retry}"), ($"{Section}:CommandTimeout", "400")],
            options: o => o.UseNpgsql(npgsql => npgsql.CommandTimeout(123)));
        var database = Context(host).Database;

        database.GetCommandTimeout().ShouldBe(123);
        database.GetConnectionString().ShouldBe(ConnectionString);
        (database.CreateExecutionStrategy() is NpgsqlRetryingExecutionStrategy).ShouldBe(retry);
    }

    [Fact]
    public void AddNpgsqlDbContext_timeout_comes_from_the_section_or_code()
    {
        Context(Add([("ConnectionStrings:npgsql", ConnectionString), ($"{Section}:CommandTimeout", "123")])).Database.GetCommandTimeout().ShouldBe(123);
        Context(Add([("ConnectionStrings:npgsql", ConnectionString)], settings => settings.CommandTimeout = 123)).Database.GetCommandTimeout().ShouldBe(123);
    }

    [Fact]
    public void AddNpgsqlDbContext_section_of_the_connection_wins_over_the_general_and_that_of_the_context_over_both()
    {
        NpgsqlEntityFrameworkCorePostgreSQLSettings? seen = null;

        using var host = Add(
        [
            ($"{Section}:CommandTimeout", "1"),
            ($"{Section}:npgsql:CommandTimeout", "60"),
            ($"{Section}:npgsql:DisableRetry", "true"),
            ($"{Section}:npgsql:DisableHealthChecks", "true"),
            ($"{Section}:PetContext:CommandTimeout", "120"),
        ], settings => seen = settings);

        (seen!.CommandTimeout, seen.DisableRetry, seen.DisableHealthChecks).ShouldBe((120, true, true));
    }

    [Fact]
    public void AddNpgsqlDbContext_two_contexts_have_two_databases()
    {
        var builder = Builder([("ConnectionStrings:one", "Host=one"), ("ConnectionStrings:two", "Host=two")]);
        builder.AddNpgsqlDbContext<PetContext>("one");
        builder.AddNpgsqlDbContext<PhotoContext>("two");
        using var host = builder.Build();

        Connection(host).ShouldBe("Host=one");
        host.Services.CreateScope().ServiceProvider.GetRequiredService<PhotoContext>().Database.GetConnectionString().ShouldBe("Host=two");
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public void AddNpgsqlDbContext_context_that_is_registered_already_is_refused_in_development(string environment, bool refused)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Services.AddDbContextPool<PetContext>(options => options.UseNpgsql(ConnectionString));
        var add = () => builder.AddNpgsqlDbContext<PetContext>("npgsql");

        if (refused)
            Should.Throw<InvalidOperationException>(add).Message.ShouldBe("DbContext<PetContext> is already registered. Please ensure 'services.AddDbContext<PetContext>()' is not used when calling 'AddNpgsqlDbContext()' or use the corresponding 'Enrich' method.");
        else
            Should.NotThrow(add);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddNpgsqlDbContext_check_traces_and_metrics_can_be_left_out(bool disabled)
    {
        using var host = Add(
        [
            ("ConnectionStrings:npgsql", ConnectionString),
            ($"{Section}:DisableHealthChecks", $"{disabled}"),
            ($"{Section}:DisableTracing", $"{disabled}"),
            ($"{Section}:DisableMetrics", $"{disabled}"),
        ]);

        host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(r => r.Name).ShouldBe(disabled ? [] : ["PetContext"]);
        (host.Services.GetService<TracerProvider>() is null).ShouldBe(disabled);
        (host.Services.GetService<MeterProvider>() is null).ShouldBe(disabled);
    }

    [Fact]
    public void EnrichNpgsqlDbContext_context_that_is_not_registered_is_refused() =>
        Should.Throw<InvalidOperationException>(() => Builder([]).EnrichNpgsqlDbContext<PetContext>()).Message
            .ShouldBe("DbContext<PetContext> was not registered. Ensure you have registered the DbContext in DI before calling EnrichNpgsqlDbContext.");

    [Fact]
    public void EnrichNpgsqlDbContext_retries_and_keeps_the_contexts_own_timeout()
    {
        using var host = Enrich(npgsql => npgsql.CommandTimeout(123));
        var database = Context(host).Database;

        database.GetCommandTimeout().ShouldBe(123);
        database.GetConnectionString().ShouldBe(ConnectionString);
        database.CreateExecutionStrategy().ShouldBeOfType<NpgsqlRetryingExecutionStrategy>();
    }

    [Fact]
    public void EnrichNpgsqlDbContext_another_timeout_than_the_contexts_own_is_refused()
    {
        using var host = Enrich(npgsql => npgsql.CommandTimeout(123), settings => settings.CommandTimeout = 456);

        Should.Throw<InvalidOperationException>(() => Context(host)).Message
            .ShouldBe("Conflicting values for 'CommandTimeout' were found in NpgsqlEntityFrameworkCorePostgreSQLSettings and set in DbContextOptions<PetContext>.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EnrichNpgsqlDbContext_retries_of_the_context_stay_as_they_are(bool disableRetry)
    {
        using var host = Enrich(npgsql => npgsql.ExecutionStrategy(d => new OwnRetryingStrategy(d)), settings => settings.DisableRetry = disableRetry);

        Context(host).Database.CreateExecutionStrategy().ShouldBeOfType<OwnRetryingStrategy>();
    }

    [Fact]
    public void EnrichNpgsqlDbContext_strategy_of_another_kind_stays_without_retries_and_is_refused_with_them()
    {
        using var without = Enrich(npgsql => npgsql.ExecutionStrategy(d => new NonRetryingExecutionStrategy(d)), settings => settings.DisableRetry = true);
        using var with = Enrich(npgsql => npgsql.ExecutionStrategy(d => new NonRetryingExecutionStrategy(d)));

        Context(without).Database.CreateExecutionStrategy().ShouldBeOfType<NonRetryingExecutionStrategy>();
        Should.Throw<InvalidOperationException>(() => Context(with)).Message
            .ShouldBe("NpgsqlEntityFrameworkCorePostgreSQLSettings.DisableRetry needs to be set when a custom Execution Strategy is configured.");
    }

    [Fact]
    public void EnrichNpgsqlDbContext_section_of_the_context_wins_over_the_general()
    {
        using var host = Enrich(_ => { }, configuration: [($"{Section}:DisableTracing", "false"), ($"{Section}:PetContext:DisableTracing", "true")]);

        host.Services.GetService<TracerProvider>().ShouldBeNull();
    }

    private static HostApplicationBuilder Builder((string, string?)[] configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(configuration.Select(c => new KeyValuePair<string, string?>(c.Item1, c.Item2)));
        return builder;
    }

    private static IHost Add((string, string?)[] configuration, Action<NpgsqlEntityFrameworkCorePostgreSQLSettings>? configure = null, Action<DbContextOptionsBuilder>? options = null)
    {
        var builder = Builder(configuration);
        builder.AddNpgsqlDbContext<PetContext>("npgsql", configure, options);
        return builder.Build();
    }

    private static IHost Enrich(
        Action<Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder> own,
        Action<NpgsqlEntityFrameworkCorePostgreSQLSettings>? configure = null,
        params (string, string?)[] configuration)
    {
        var builder = Builder(configuration);
        builder.Services.AddDbContextPool<PetContext>(options => options.UseNpgsql(ConnectionString, own));
        builder.EnrichNpgsqlDbContext<PetContext>(configure);
        return builder.Build();
    }

    private static PetContext Context(IHost host) => host.Services.CreateScope().ServiceProvider.GetRequiredService<PetContext>();

    private static string? Connection(IHost host) => Context(host).Database.GetConnectionString();

    private sealed class PetContext(DbContextOptions<PetContext> options) : DbContext(options);

    private sealed class PhotoContext(DbContextOptions<PhotoContext> options) : DbContext(options);

    private sealed class OwnRetryingStrategy(ExecutionStrategyDependencies dependencies) : NpgsqlRetryingExecutionStrategy(dependencies);
}
