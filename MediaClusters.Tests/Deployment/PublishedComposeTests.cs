using System.Text.Json.Nodes;
using MediaClusters.Tests.Deployment.Tools;

namespace MediaClusters.Tests.Deployment;

[Collection(PublishedCollection.Name)]
public sealed class PublishedComposeTests(Published published)
{
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["API_IMAGE"] = "media-clusters/api:1.0.0",
        ["WORKER_IMAGE"] = "media-clusters/worker:1.0.0",
        ["MIGRATIONS_IMAGE"] = "media-clusters/migrations:1.0.0",
        ["API_PORT"] = "8080",
        ["WORKER_PORT"] = "8081",
        ["CACHE_PASSWORD"] = "of the cache",
        ["INTERNAL_TOKEN"] = "of the API",
        ["MEDIA_CLUSTERS"] = "Host=postgres.example.com;Password=of the database",
        ["OTLP_ENDPOINT"] = "http://collector:4317",
        ["TOKENS_FILE"] = "/etc/media-clusters/tokens.json",
    };

    [Fact]
    public void Env_is_its_owners_alone()
    {
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(published.Compose, ".env")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Env_names_what_has_to_be_given_and_nothing_else() =>
        File.ReadLines(Path.Combine(published.Compose, ".env")).Where(l => l.Contains('=', StringComparison.Ordinal)).ShouldBe(Values.Keys.Order(StringComparer.Ordinal).Select(k => $"{k}="));

    [ToolFact(Tool.Compose)]
    public async Task Config_takes_the_file_and_fills_in_what_was_given()
    {
        var services = await ServicesAsync();

        services.Select(s => s.Key).Order(StringComparer.Ordinal).ShouldBe(["api", "cache", "migrations", "worker"]);
        Environment(services, "api")["ConnectionStrings__media-clusters"].ShouldBe(Values["MEDIA_CLUSTERS"]);
        Environment(services, "api")["ConnectionStrings__cache"].ShouldBe("cache:6379,password=of the cache");
        Environment(services, "api")["Authentication__Tokens__0__Value"].ShouldBe("of the API");
        Environment(services, "api")["Authentication__TokensFile"].ShouldBe(Values["TOKENS_FILE"]);
        Environment(services, "worker")["HTTP_PORTS"].ShouldBe("8081");
        services["cache"]!["command"]![1]!.GetValue<string>().ShouldContain("--requirepass $$REDIS_PASSWORD");
    }

    [ToolFact(Tool.Compose)]
    public async Task Config_without_the_values_is_refused() =>
        await Should.ThrowAsync<ToolException>(() => new ComposeFile(published.Compose).ConfigAsync());

    [ToolFact(Tool.Compose)]
    public async Task Config_migrations_end_well_before_worker_and_api_start()
    {
        var services = await ServicesAsync();

        foreach (var service in (string[])["api", "worker"])
        {
            services[service]!["depends_on"]!["migrations"]!["condition"]!.GetValue<string>().ShouldBe("service_completed_successfully");
            services[service]!["depends_on"]!["cache"]!["condition"]!.GetValue<string>().ShouldBe("service_started");
            services[service]!["restart"]!.GetValue<string>().ShouldBe("unless-stopped");
        }

        services["migrations"]!["restart"]!.GetValue<string>().ShouldBe("no");
        services["migrations"]!["depends_on"].ShouldBeNull();
    }

    [ToolFact(Tool.Compose)]
    public async Task Config_every_container_is_confined_and_has_its_limits()
    {
        foreach (var (name, service) in await ServicesAsync())
        {
            service!["read_only"]!.GetValue<bool>().ShouldBeTrue(name);
            service["user"]!.GetValue<string>().ShouldNotStartWith("0", customMessage: name);
            service["cap_drop"]!.ToJsonString().ShouldBe("[\"ALL\"]", name);
            service["security_opt"]!.ToJsonString().ShouldBe("[\"no-new-privileges:true\"]", name);
            service["deploy"]!["resources"]!["limits"]!["memory"].ShouldNotBeNull(name);
            service["deploy"]!["resources"]!["limits"]!["cpus"].ShouldNotBeNull(name);
            service["privileged"].ShouldBeNull(name);
        }
    }

    [ToolFact(Tool.Compose)]
    public async Task Config_api_alone_is_reached_from_outside_on_the_hosts_own_interface()
    {
        var services = await ServicesAsync();

        services.Where(s => s.Value!["ports"] is not null).ShouldHaveSingleItem().Key.ShouldBe("api");
        var port = services["api"]!["ports"]!.AsArray().ShouldHaveSingleItem()!;
        port["host_ip"]!.GetValue<string>().ShouldBe("127.0.0.1");
        port["published"]!.GetValue<string>().ShouldBe("5080");
        port["target"]!.GetValue<int>().ShouldBe(8080);
        services["api"]!["healthcheck"]!["test"]!.ToJsonString().ShouldBe("""["CMD","dotnet","MediaClusters.Api.dll","--probe","http://localhost:8080/alive"]""");
        services["worker"]!["healthcheck"]!["test"]!.ToJsonString().ShouldBe("""["CMD","dotnet","MediaClusters.Worker.dll","--probe","http://localhost:8081/alive"]""");
    }

    [ToolFact(Tool.Compose)]
    public async Task Config_database_has_productions_settings_and_tls()
    {
        var services = await ServicesAsync();

        foreach (var service in (string[])["api", "worker", "migrations"])
        {
            var environment = Environment(services, service);
            environment["Database__RequireTls"].ShouldBe("true");
            environment.GetValueOrDefault("Database__MaxPoolSize").ShouldBe(service == "migrations" ? null : "20");
            environment.GetValueOrDefault("Database__StatementTimeout").ShouldBe(service == "migrations" ? null : "00:00:15");
            environment.Keys.ShouldNotContain("ASPNETCORE_ENVIRONMENT");
            environment.Keys.ShouldNotContain("DOTNET_ENVIRONMENT");
        }
    }

    private async Task<JsonObject> ServicesAsync() => (await new ComposeFile(published.Compose).ConfigAsync(Values))["services"]!.AsObject();

    private static Dictionary<string, string> Environment(JsonObject services, string name) =>
        services[name]!["environment"]!.AsObject().ToDictionary(v => v.Key, v => v.Value!.GetValue<string>(), StringComparer.Ordinal);
}
