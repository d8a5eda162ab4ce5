using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;

namespace AspireLocal.Tests.Publishing;

public sealed class DockerComposeFileTests : IDisposable
{
    private readonly DockerComposeGraph _graph = new();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Publish_graph_writes_every_resource_with_its_references()
    {
        var file = await _graph.PublishAsync((builder, _) =>
        {
            var level = builder.AddParameter("log-level");
            var database = builder.AddConnectionString("photos");
            var cache = builder.AddRedis("Cache");
            var once = builder.AddProject<Projects.Sample_OneShot>("one-shot").WithReference(database).WithArgs("--once", database.Resource);
            var web = builder.AddProject<Projects.Sample_Web>("web")
                .WithReference(cache)
                .WithEnvironment("LEVEL", level)
                .WithExternalHttpEndpoints()
                .WaitFor(cache)
                .WaitFor(database)
                .WaitForCompletion(once);
            builder.AddImage("proxy").WithReference(web);
        });

        file.ShouldBe("""
            services:
              place-dashboard:
                image: "mcr.microsoft.com/dotnet/nightly/aspire-dashboard:13.5"
                ports:
                  - "18888"
                expose:
                  - "18889"
                  - "18890"
                networks:
                  - "aspire"
                restart: "always"
              cache:
                image: "docker.io/library/redis:8.6"
                command:
                  - "-c"
                  - "redis-server --requirepass $$REDIS_PASSWORD"
                entrypoint:
                  - "/bin/sh"
                environment:
                  REDIS_PASSWORD: "${CACHE_PASSWORD}"
                expose:
                  - "6379"
                networks:
                  - "aspire"
              one-shot:
                image: "${ONE_SHOT_IMAGE}"
                command:
                  - "--once"
                  - "${PHOTOS}"
                environment:
                  OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY: "in_memory"
                  ConnectionStrings__photos: "${PHOTOS}"
                  OTEL_EXPORTER_OTLP_ENDPOINT: "http://place-dashboard:18889"
                  OTEL_EXPORTER_OTLP_PROTOCOL: "grpc"
                  OTEL_SERVICE_NAME: "one-shot"
                networks:
                  - "aspire"
              web:
                image: "${WEB_IMAGE}"
                environment:
                  OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY: "in_memory"
                  ASPNETCORE_FORWARDEDHEADERS_ENABLED: "true"
                  HTTP_PORTS: "${WEB_PORT}"
                  ConnectionStrings__Cache: "Cache:6379,password=${CACHE_PASSWORD}"
                  CACHE_HOST: "Cache"
                  CACHE_PORT: "6379"
                  CACHE_PASSWORD: "${CACHE_PASSWORD}"
                  CACHE_URI: "redis://:${CACHE_PASSWORD}@Cache:6379"
                  LEVEL: "${LOG_LEVEL}"
                  OTEL_EXPORTER_OTLP_ENDPOINT: "http://place-dashboard:18889"
                  OTEL_EXPORTER_OTLP_PROTOCOL: "grpc"
                  OTEL_SERVICE_NAME: "web"
                ports:
                  - "${WEB_PORT}"
                depends_on:
                  cache:
                    condition: "service_started"
                  one-shot:
                    condition: "service_completed_successfully"
                networks:
                  - "aspire"
              proxy:
                image: "registry.test/tool:1.2"
                environment:
                  WEB_HTTP: "http://web:${WEB_PORT}"
                  services__web__http__0: "http://web:${WEB_PORT}"
                  WEB_HTTPS: "https://web:${WEB_PORT}"
                networks:
                  - "aspire"
            networks:
              aspire:
                driver: "bridge"

            """);

        _graph.EnvFile.ShouldBe("""
            # Parameter Cache-password
            CACHE_PASSWORD=

            # Parameter log-level
            LOG_LEVEL=

            # Container image name for one-shot
            ONE_SHOT_IMAGE=

            # Parameter photos
            PHOTOS=

            # Container image name for web
            WEB_IMAGE=

            # Default container port for web
            WEB_PORT=


            """);
    }

    [Fact]
    public async Task Publish_files_have_no_byte_order_mark_and_line_feeds_only()
    {
        await _graph.PublishAsync(builder => builder.AddProject<Projects.Sample_Web>("web"));

        foreach (var path in Directory.GetFiles(_graph.Folder))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            bytes.ShouldNotContain((byte)'\r');
            bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Publish_twice_gives_identical_bytes()
    {
        Action<IDistributedApplicationBuilder> add = builder => builder.AddProject<Projects.Sample_Web>("web").WithReference(builder.AddRedis("cache"));

        var first = await _graph.PublishAsync(add);
        var variables = _graph.EnvFile;

        (await _graph.PublishAsync(add)).ShouldBe(first);
        _graph.EnvFile.ShouldBe(variables);
    }

    [Fact]
    public async Task PublishAsDockerComposeService_members_are_written_in_Aspires_order()
    {
        var file = await _graph.PublishAsync(builder => builder.AddImage("tool", entrypoint: "/tool").WithArgs("run").PublishAsDockerComposeService((_, service) =>
        {
            service.Tmpfs = ["/tmp"];
            service.StopSignal = "SIGINT";
            service.StopGracePeriod = "40s";
            service.SecurityOpt = ["no-new-privileges:true"];
            service.ReadOnly = true;
            service.Profiles = ["tools"];
            service.Init = false;
            service.CapDrop = ["ALL"];
            service.Labels["team"] = "";
            service.Logging = new() { Driver = "json-file", Options = { ["max-size"] = "10m" } };
            service.Healthcheck = new() { Test = ["CMD", "/tool", "alive"], Interval = "30s", Timeout = "5s", Retries = 3, StartPeriod = "10s" };
            service.Deploy = new()
            {
                Labels = new() { ["tier"] = "1" },
                RestartPolicy = new() { Condition = "on-failure", Delay = "5s", MaxAttempts = 3, Window = "120s" },
                UpdateConfig = new() { Parallelism = 2, Delay = "10s", FailureAction = "rollback", Monitor = "5s", MaxFailureRatio = "0.3", Order = "start-first" },
                Resources = new() { Limits = new() { Cpus = "0.5", Memory = "256M" }, Reservations = new() { Memory = "64M" } },
                Replicas = 2,
            };
            service.Restart = "unless-stopped";
            service.User = "1654:1654";
            service.DependsOn["other"] = new() { Condition = "service_healthy" };
            service.AddVolume(new() { Name = "data", Type = "volume", Source = "data", Target = "/data", ReadOnly = false });
            service.Expose.Add("80");
            service.Ports.Add("8080:80");
            service.AddEnvironmentalVariable("EMPTY", null);
            service.ContainerName = "the-tool";
            service.PullPolicy = "always";
        }));

        file.ShouldBe("""
            services:
              tool:
                image: "registry.test/tool:1.2"
                pull_policy: "always"
                container_name: "the-tool"
                command:
                  - "run"
                entrypoint:
                  - "/tool"
                environment:
                  EMPTY: ""
                ports:
                  - "8080:80"
                expose:
                  - "80"
                volumes:
                  - type: "volume"
                    target: "/data"
                    source: "data"
                    read_only: false
                depends_on:
                  other:
                    condition: "service_healthy"
                user: "1654:1654"
                networks:
                  - "aspire"
                restart: "unless-stopped"
                deploy:
                  replicas: 2
                  resources:
                    limits:
                      cpus: "0.5"
                      memory: "256M"
                    reservations:
                      memory: "64M"
                  update_config:
                    parallelism: 2
                    delay: "10s"
                    failure_action: "rollback"
                    monitor: "5s"
                    max_failure_ratio: "0.3"
                    order: "start-first"
                  restart_policy:
                    condition: "on-failure"
                    delay: "5s"
                    max_attempts: 3
                    window: "120s"
                  labels:
                    tier: "1"
                healthcheck:
                  test:
                    - "CMD"
                    - "/tool"
                    - "alive"
                  interval: "30s"
                  timeout: "5s"
                  retries: 3
                  start_period: "10s"
                logging:
                  driver: "json-file"
                  options:
                    max-size: "10m"
                labels:
                  team: ""
                cap_drop:
                  - "ALL"
                init: false
                profiles:
                  - "tools"
                read_only: true
                security_opt:
                  - "no-new-privileges:true"
                stop_grace_period: "40s"
                stop_signal: "SIGINT"
                tmpfs:
                  - "/tmp"
            networks:
              aspire:
                driver: "bridge"

            """);
    }

    [Fact]
    public async Task ConfigureComposeFile_changes_the_file_when_every_service_is_in_it()
    {
        var file = await _graph.PublishAsync((builder, environment) =>
        {
            environment.WithDashboard(false)
                .WithProperties(e => e.DefaultNetworkName = "inner")
                .ConfigureComposeFile(f =>
                {
                    f.Name = "photos";
                    f.AddNetwork(new Network { Name = "outer", Driver = "bridge", External = true, Internal = false });
                    f.AddVolume(new Volume { Name = "data", Driver = "local" });
                    f.Services["tool"].Networks.Add("outer");
                })
                .ConfigureComposeFile(f => f.AddService(new Service { Name = "extra", Image = "extra:1" }));
            builder.AddImage("Tool");
        });

        file.ShouldBe("""
            name: "photos"
            services:
              tool:
                image: "registry.test/tool:1.2"
                networks:
                  - "inner"
                  - "outer"
              extra:
                image: "extra:1"
            networks:
              inner:
                driver: "bridge"
              outer:
                driver: "bridge"
                external: true
                internal: false
            volumes:
              data:
                driver: "local"

            """);
    }

    [Fact]
    public async Task WithDashboard_only_resources_with_telemetry_report_to_it()
    {
        var file = await _graph.PublishAsync((builder, environment) =>
        {
            environment.WithDashboard();
            builder.AddImage("tool").WithAnnotation(new OtlpExporterAnnotation());
            builder.AddImage("silent");
        });

        file.ShouldContain("OTEL_SERVICE_NAME: \"tool\"");
        file.ShouldNotContain("OTEL_SERVICE_NAME: \"silent\"");
        file.Split("OTEL_EXPORTER_OTLP_ENDPOINT: \"http://place-dashboard:18889\"").Length.ShouldBe(2);
    }

    [Fact]
    public async Task WithDashboard_false_leaves_out_the_dashboard_and_its_address()
    {
        var file = await _graph.PublishAsync(builder => builder.AddImage("tool").WithAnnotation(new OtlpExporterAnnotation()));

        file.ShouldNotContain("dashboard");
        file.ShouldNotContain("OTEL_");
    }
}
