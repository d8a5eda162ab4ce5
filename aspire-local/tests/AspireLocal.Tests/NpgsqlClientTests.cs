using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AspireLocal.Tests;

public sealed class NpgsqlClientTests
{
    private const string ConnectionString = "Host=localhost;Database=test;Username=postgres";

    [Fact]
    public void NpgsqlSettings_everything_is_on_by_default()
    {
        var settings = new NpgsqlSettings();

        (settings.ConnectionString, settings.DisableHealthChecks, settings.DisableTracing, settings.DisableMetrics).ShouldBe((null, false, false, false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddNpgsqlDataSource_reads_the_named_connection_string(bool keyed)
    {
        using var host = Build(keyed, [("ConnectionStrings:npgsql", ConnectionString)]);

        Source(host, keyed).ConnectionString.ShouldBe(ConnectionString);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddNpgsqlDataSource_connection_string_wins_over_the_section(bool keyed)
    {
        using var host = Build(keyed, [(Section(keyed, "ConnectionString"), "Host=unused"), ("ConnectionStrings:npgsql", ConnectionString)]);

        Source(host, keyed).ConnectionString.ShouldBe(ConnectionString);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddNpgsqlDataSource_section_is_used_where_there_is_no_connection_string(bool keyed)
    {
        using var host = Build(keyed, [(Section(keyed, "ConnectionString"), ConnectionString)]);

        Source(host, keyed).ConnectionString.ShouldBe(ConnectionString);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddNpgsqlDataSource_connection_string_in_code_wins_over_all(bool keyed)
    {
        using var host = Build(keyed, [("ConnectionStrings:npgsql", "Host=unused")], settings => settings.ConnectionString = ConnectionString);

        Source(host, keyed).ConnectionString.ShouldBe(ConnectionString);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddNpgsqlDataSource_builder_of_the_source_can_be_configured(bool keyed)
    {
        var called = false;
        using var host = Build(keyed, [("ConnectionStrings:npgsql", ConnectionString)], configureSource: _ => called = true);

        Source(host, keyed);

        called.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddNpgsqlDataSource_missing_connection_string_is_noticed_on_first_use(bool keyed)
    {
        using var host = Build(keyed, []);

        Should.Throw<InvalidOperationException>(() => Source(host, keyed)).Message
            .ShouldBe("ConnectionString is missing. It should be provided in 'ConnectionStrings:npgsql' or under the 'ConnectionString' key in 'Aspire:Npgsql' configuration section.");
    }

    [Fact]
    public void AddKeyedNpgsqlDataSource_beside_others_keeps_its_own_source()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(Enumerable.Range(1, 3).Select(i => new KeyValuePair<string, string?>($"ConnectionStrings:npgsql{i}", $"Host=localhost{i}")));
        builder.AddNpgsqlDataSource("npgsql1");
        builder.AddKeyedNpgsqlDataSource("npgsql2");
        builder.AddKeyedNpgsqlDataSource("npgsql3");
        using var host = builder.Build();

        host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString.ShouldContain("localhost1");
        host.Services.GetRequiredKeyedService<NpgsqlDataSource>("npgsql2").ConnectionString.ShouldContain("localhost2");
        host.Services.GetRequiredKeyedService<NpgsqlDataSource>("npgsql3").ConnectionString.ShouldContain("localhost3");
        Checks(host).ShouldBe(["PostgreSql", "PostgreSql_npgsql2", "PostgreSql_npgsql3"], ignoreOrder: true);
    }

    [Fact]
    public void AddKeyedNpgsqlDataSource_is_not_found_without_its_key()
    {
        using var host = Build(keyed: true, [("ConnectionStrings:npgsql", ConnectionString)]);

        host.Services.GetService<NpgsqlDataSource>().ShouldBeNull();
        host.Services.GetRequiredKeyedService<System.Data.Common.DbDataSource>("npgsql").ShouldBeSameAs(Source(host, keyed: true));
        host.Services.GetRequiredKeyedService<NpgsqlConnection>("npgsql").ConnectionString.ShouldBe(ConnectionString);
        host.Services.GetRequiredKeyedService<System.Data.Common.DbConnection>("npgsql").ConnectionString.ShouldBe(ConnectionString);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddNpgsqlDataSource_check_traces_and_metrics_can_be_left_out(bool disabled)
    {
        using var host = Build(keyed: false,
        [
            ("ConnectionStrings:npgsql", ConnectionString),
            ("Aspire:Npgsql:DisableHealthChecks", $"{disabled}"),
            ("Aspire:Npgsql:DisableTracing", $"{disabled}"),
            ("Aspire:Npgsql:DisableMetrics", $"{disabled}"),
        ]);

        Checks(host).ShouldBe(disabled ? [] : ["PostgreSql"]);
        (host.Services.GetService<TracerProvider>() is null).ShouldBe(disabled);
        (host.Services.GetService<MeterProvider>() is null).ShouldBe(disabled);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void AddNpgsqlDataSource_without_a_name_is_refused(string? name)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);

        Should.Throw<ArgumentException>(() => builder.AddNpgsqlDataSource(name!)).ParamName.ShouldBe("connectionName");
        Should.Throw<ArgumentException>(() => builder.AddKeyedNpgsqlDataSource(name!)).ParamName.ShouldBe("name");
        Should.Throw<ArgumentNullException>(() => ((IHostApplicationBuilder)null!).AddNpgsqlDataSource("npgsql")).ParamName.ShouldBe("builder");
        Should.Throw<ArgumentNullException>(() => ((IHostApplicationBuilder)null!).AddKeyedNpgsqlDataSource("npgsql")).ParamName.ShouldBe("builder");
    }

    private static IHost Build(bool keyed, (string, string?)[] configuration, Action<NpgsqlSettings>? configure = null, Action<NpgsqlDataSourceBuilder>? configureSource = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(configuration.Select(c => new KeyValuePair<string, string?>(c.Item1, c.Item2)));

        if (keyed)
            builder.AddKeyedNpgsqlDataSource("npgsql", configure, configureSource);
        else
            builder.AddNpgsqlDataSource("npgsql", configure, configureSource);

        return builder.Build();
    }

    private static string Section(bool keyed, string setting) => keyed ? $"Aspire:Npgsql:npgsql:{setting}" : $"Aspire:Npgsql:{setting}";

    private static NpgsqlDataSource Source(IHost host, bool keyed) => host.Services.GetRequiredKeyedService<NpgsqlDataSource>(keyed ? "npgsql" : null);

    private static IEnumerable<string> Checks(IHost host) => host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(r => r.Name);
}
