using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireLocal.Tests;

public sealed class RedisClientTests
{
    private const string Section = "Aspire:StackExchange:Redis";

    [Fact]
    public void StackExchangeRedisSettings_connects_on_first_use_and_everything_else_is_on_by_default()
    {
        var settings = new StackExchangeRedisSettings();

        (settings.ConnectionString, settings.DisableHealthChecks, settings.DisableTracing, settings.DisableAutoActivation).ShouldBe((null, false, false, true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddRedisClient_connection_string_is_taken_from_code_then_by_name_then_from_the_section(bool keyed)
    {
        (string, string?)[] both = [(keyed ? $"{Section}:redis:ConnectionString" : $"{Section}:ConnectionString", "section:1"), ("ConnectionStrings:redis", "named:1")];

        EndPoint(Build(keyed, both[..1]), keyed).ShouldContain("section:1");
        EndPoint(Build(keyed, both), keyed).ShouldContain("named:1");
        EndPoint(Build(keyed, both, settings => settings.ConnectionString = "code:1"), keyed).ShouldContain("code:1");
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("true", null, true)]
    [InlineData(null, "true", true)]
    [InlineData(null, "false", false)]
    public void AddRedisClient_start_does_not_insist_on_a_connection_unless_told_to(string? inSection, string? inString, bool expected)
    {
        foreach (var keyed in (bool[])[true, false])
        {
            using var host = Build(keyed,
            [
                ("ConnectionStrings:redis", inString is null ? "localhost" : $"localhost,abortConnect={inString}"),
                (keyed ? $"{Section}:redis:ConfigurationOptions:AbortOnConnectFail" : $"{Section}:ConfigurationOptions:AbortOnConnectFail", inSection),
            ]);

            Options(host, keyed).AbortOnConnectFail.ShouldBe(expected);
        }
    }

    [Fact]
    public void AddRedisClient_options_can_be_configured_from_outside()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration["ConnectionStrings:redis"] = "localhost";
        builder.AddRedisClient("redis", configureOptions: options => options.KeepAlive = 7);
        builder.Services.Configure<ConfigurationOptions>(options => options.ClientName = "outside");
        using var host = builder.Build();

        (Options(host, keyed: false).ClientName, Options(host, keyed: false).KeepAlive).ShouldBe(("outside", 7));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddRedisClient_missing_connection_string_is_noticed_on_first_use(bool keyed)
    {
        using var host = Build(keyed, []);

        Should.Throw<InvalidOperationException>(() => host.Services.GetRequiredKeyedService<IConnectionMultiplexer>(keyed ? "redis" : null)).Message
            .ShouldBe("No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:redis' or for the 'Aspire:StackExchange:Redis:ConnectionString' configuration key.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddRedisClient_check_can_be_left_out(bool disabled)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration[$"{Section}:DisableHealthChecks"] = $"{disabled}";
        builder.AddRedisClient("redis");
        builder.AddKeyedRedisClient("sessions");
        using var host = builder.Build();

        host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(r => r.Name)
            .ShouldBe(disabled ? [] : ["StackExchange.Redis", "StackExchange.Redis_sessions"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task AddRedisClient_start_connects_where_that_is_asked_for(bool keyed, bool activate)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration["ConnectionStrings:redis"] = "localhost";
        Add(builder, keyed, settings => settings.DisableAutoActivation = !activate);
        var activated = false;
        builder.Services.AddKeyedSingleton<IConnectionMultiplexer>(keyed ? "redis" : null, (_, _) =>
        {
            activated = true;
            return System.Reflection.DispatchProxy.Create<IConnectionMultiplexer, NoConnection>();
        });
        using var host = builder.Build();

        await host.StartAsync();

        activated.ShouldBe(activate);
    }

    [Fact]
    public async Task AddKeyedRedisClient_beside_others_keeps_its_own_connection()
    {
        await using var model = await LiveModel.StartAsync(b =>
        {
            b.AddRedis("redis1");
            b.AddRedis("redis2");
        });
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);

        foreach (var name in (string[])["redis1", "redis2"])
        {
            await model.Notifications.WaitForResourceHealthyAsync(name, model.Token);
            builder.Configuration[$"ConnectionStrings:{name}"] = await model.App.GetConnectionStringAsync(name, model.Token);
        }

        builder.AddRedisClient("redis1");
        builder.AddKeyedRedisClient("redis2");
        using var host = builder.Build();
        var one = host.Services.GetRequiredService<IConnectionMultiplexer>();
        var two = host.Services.GetRequiredKeyedService<IConnectionMultiplexer>("redis2");

        await one.GetDatabase().StringSetAsync("key", "value");

        ((string?)await one.GetDatabase().StringGetAsync("key")).ShouldBe("value");
        (await two.GetDatabase().StringGetAsync("key")).IsNull.ShouldBeTrue();
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(model.Token)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public void AddRedisClientBuilder_hands_on_what_it_registered()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);

        var unkeyed = builder.AddRedisClientBuilder("redis", settings => settings.ConnectionString = "localhost:1");
        var keyed = builder.AddKeyedRedisClientBuilder("sessions");

        (unkeyed.HostBuilder, unkeyed.ServiceKey, unkeyed.Settings.ConnectionString).ShouldBe((builder, null, "localhost:1"));
        keyed.ServiceKey.ShouldBe("sessions");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void AddRedisClient_without_a_name_is_refused(string? name)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);

        Should.Throw<ArgumentException>(() => builder.AddRedisClient(name!)).ParamName.ShouldBe("connectionName");
        Should.Throw<ArgumentException>(() => builder.AddKeyedRedisClient(name!)).ParamName.ShouldBe("name");
        Should.Throw<ArgumentNullException>(() => ((IHostApplicationBuilder)null!).AddRedisClient("redis")).ParamName.ShouldBe("builder");
        Should.Throw<ArgumentNullException>(() => ((IHostApplicationBuilder)null!).AddKeyedRedisClient("redis")).ParamName.ShouldBe("builder");
    }

    private static IHost Build(bool keyed, (string, string?)[] configuration, Action<StackExchangeRedisSettings>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(configuration.Where(c => c.Item2 is not null).Select(c => new KeyValuePair<string, string?>(c.Item1, c.Item2)));
        Add(builder, keyed, configure);
        return builder.Build();
    }

    private static void Add(HostApplicationBuilder builder, bool keyed, Action<StackExchangeRedisSettings>? configure)
    {
        if (keyed)
            builder.AddKeyedRedisClient("redis", configure);
        else
            builder.AddRedisClient("redis", configure);
    }

    private static ConfigurationOptions Options(IHost host, bool keyed) =>
        host.Services.GetRequiredService<IOptionsMonitor<ConfigurationOptions>>().Get(keyed ? "redis" : "");

    private static string EndPoint(IHost host, bool keyed) => Options(host, keyed).EndPoints.ShouldHaveSingleItem().ToString()!;

    /// <summary>Stands in for a connection that nobody uses.</summary>
    public class NoConnection : System.Reflection.DispatchProxy
    {
        protected override object? Invoke(System.Reflection.MethodInfo? targetMethod, object?[]? args) => null;
    }
}
