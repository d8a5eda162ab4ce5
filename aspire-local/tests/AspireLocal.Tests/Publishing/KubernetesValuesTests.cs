using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;

namespace AspireLocal.Tests.Publishing;

public sealed class KubernetesValuesTests
{
    private const string Password = "NotForTheChart4711";

    [Fact]
    public async Task Parameter_has_its_value_only_where_it_may_be_published()
    {
        using var chart = await PublishAsync(b => b.AddImage("resizer")
            .WithEnvironment("OPEN", b.AddParameter("open-key"))
            .WithEnvironment("TOKEN", b.AddParameter("token", Password, secret: true))
            .WithEnvironment("SIZE", b.AddParameter("size", "large", publishValueAsDefault: true))
            .WithEnvironment("KEPT", b.AddParameter("kept", Password))
            .WithEnvironment("GENERATED", b.AddResource(ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(b, "generated"))));

        chart["values.yaml"].ShouldBe(
            """
            parameters: {}
            secrets:
              resizer:
                token: ""
                generated: ""
            config:
              resizer:
                open_key: ""
                size: "large"
                kept: ""

            """);
        chart["templates/resizer/config.yaml"].ShouldEndWith(
            """
            data:
              OPEN: "{{ .Values.config.resizer.open_key }}"
              SIZE: "{{ .Values.config.resizer.size }}"
              KEPT: "{{ .Values.config.resizer.kept }}"

            """);
        chart["templates/resizer/secrets.yaml"].ShouldEndWith(
            """
            stringData:
              TOKEN: "{{ .Values.secrets.resizer.token }}"
              GENERATED: "{{ .Values.secrets.resizer.generated }}"
            type: "Opaque"

            """);
    }

    [Fact]
    public async Task Reference_to_redis_is_composed_in_the_template_and_secret()
    {
        using var chart = await PublishAsync(b => b.AddImage("api").WithReference(b.AddRedis("cache")));

        chart["templates/api/secrets.yaml"].ShouldEndWith(
            """
            stringData:
              ConnectionStrings__cache: "cache-service:6379,password={{ .Values.secrets.api.cache_password }}"
              CACHE_PASSWORD: "{{ .Values.secrets.api.cache_password }}"
              CACHE_URI: "redis://:{{ .Values.secrets.api.cache_password }}@cache-service:6379"
            type: "Opaque"

            """);
        chart["templates/api/config.yaml"].ShouldEndWith(
            """
            data:
              CACHE_HOST: "{{ .Values.config.api.CACHE_HOST }}"
              CACHE_PORT: "{{ .Values.config.api.CACHE_PORT }}"

            """);
        chart["values.yaml"].ShouldBe(
            """
            parameters: {}
            secrets:
              api:
                ConnectionStrings__cache: ""
                cache_password: ""
                CACHE_URI: ""
              cache:
                cache_password: ""
            config:
              api:
                CACHE_HOST: "cache-service"
                CACHE_PORT: "6379"

            """);
        chart["templates/api/deployment.yaml"].ShouldContain(
            """
                      envFrom:
                        - configMapRef:
                            name: "api-config"
                        - secretRef:
                            name: "api-secrets"

            """);
    }

    [Fact]
    public async Task Connection_string_from_outside_is_one_secret()
    {
        using var chart = await PublishAsync(b => b.AddImage("api").WithReference(b.AddConnectionString("pet-photos")));

        chart["templates/api/secrets.yaml"].ShouldContain("  ConnectionStrings__pet-photos: \"{{ .Values.secrets.api.pet_photos }}\"\n");
        chart["values.yaml"].ShouldContain("secrets:\n  api:\n    pet_photos: \"\"\n");
    }

    [Fact]
    public async Task Text_with_an_open_parameter_is_composed_in_the_config_map()
    {
        using var chart = await PublishAsync(b => b.AddImage("api").WithEnvironment("GREETING", $"hello {b.AddParameter("name")}"));

        chart["templates/api/config.yaml"].ShouldEndWith("data:\n  GREETING: \"hello {{ .Values.config.api.name }}\"\n");
        chart["values.yaml"].ShouldContain("config:\n  api:\n    GREETING: \"\"\n");
    }

    [Fact]
    public async Task Scalars_are_written_as_text()
    {
        using var chart = await PublishAsync(b => b.AddImage("api").WithEnvironment(context =>
        {
            context.EnvironmentVariables["FLAG"] = true;
            context.EnvironmentVariables["COUNT"] = 42;
            context.EnvironmentVariables["RATE"] = 0.25;
            context.EnvironmentVariables["AGE"] = TimeSpan.FromMinutes(90);
            context.EnvironmentVariables["SINCE"] = new DateTimeOffset(2025, 2, 3, 4, 5, 6, TimeSpan.Zero);
            context.EnvironmentVariables["HOME"] = new Uri("https://example.test/path");
            context.EnvironmentVariables["TEXT"] = "true";
            context.EnvironmentVariables["NONE"] = "";
        }));

        chart["values.yaml"].ShouldEndWith(
            """
            config:
              api:
                FLAG: "true"
                COUNT: "42"
                RATE: "0.25"
                AGE: "01:30:00"
                SINCE: "02/03/2025 04:05:06 +00:00"
                HOME: "https://example.test/path"
                TEXT: "true"
                NONE: ""

            """);
    }

    [Fact]
    public async Task Arguments_refer_to_values()
    {
        using var chart = await PublishAsync(b =>
        {
            var cache = b.AddRedis("cache");
            b.AddImage("api").WithArgs("--cache").WithArgs(context => context.Args.Add(cache.Resource.ConnectionStringExpression));
        });

        chart["templates/api/deployment.yaml"].ShouldContain(
            """
                      args:
                        - "--cache"
                        - "cache-service:6379,password={{ .Values.secrets.api.cache_password }}"

            """);
    }

    [Fact]
    public async Task Secret_value_is_in_no_file()
    {
        using var chart = await PublishAsync(b =>
        {
            var token = b.AddParameter("token", Password, secret: true);
            var cache = b.AddRedis("cache", password: token);
            b.Configuration["ConnectionStrings:photos"] = $"Host=db;Password={Password}";
            b.AddProject<Projects.Sample_Web>("web")
                .WithReference(cache)
                .WithReference(b.AddConnectionString("photos"))
                .WithEnvironment("TOKEN", token)
                .WithEnvironment("BEARER", $"Bearer {token}");
        });

        chart.Paths.ShouldAllBe(p => !chart[p].Contains(Password, StringComparison.Ordinal));
        chart["templates/web/secrets.yaml"].ShouldContain("  BEARER: \"Bearer {{ .Values.secrets.web.token }}\"\n");
    }

    [Fact]
    public async Task Variables_that_differ_in_case_only_are_one_in_the_config_map()
    {
        using var chart = await PublishAsync(b => b.AddImage("api").WithEnvironment("Mode", "a").WithEnvironment("MODE", "b"));

        chart["templates/api/config.yaml"].ShouldEndWith("data:\n  Mode: \"{{ .Values.config.api.Mode }}\"\n");
    }

    [Fact]
    public async Task Value_a_chart_cannot_express_is_refused_by_name()
    {
        (await KubernetesPublish.RefusalAsync(b => b.AddImage("api").WithEnvironment(c => c.EnvironmentVariables["THING"] = new object())))
            .ShouldBe("api cannot be published: in its environment variable THING, a value of type Object has no meaning in a chart.");
        (await KubernetesPublish.RefusalAsync(b => b.AddImage("api").WithArgs(c => c.Args.Add(new object()))))
            .ShouldBe("api cannot be published: in its command line, a value of type Object has no meaning in a chart.");
        (await KubernetesPublish.RefusalAsync(b => b.AddImage("api").WithArgs(c => c.Args.Add(b.AddParameter("token", secret: true).Resource))))
            .ShouldStartWith("api cannot be published: its command line holds nothing but a parameter");
        (await KubernetesPublish.RefusalAsync(b => b.AddImage("api").WithEnvironment("WEB", b.AddImage("web").GetEndpoint("http"))))
            .ShouldBe("api cannot be published: in its environment variable WEB, web has no endpoint 'http'.");
        (await KubernetesPublish.RefusalAsync(b => b.AddImage("api").WithEnvironment("WEB", b.CreateResourceBuilder(new ContainerResource("outside")).WithHttpEndpoint().GetEndpoint("http"))))
            .ShouldBe("api cannot be published: in its environment variable WEB, outside is not deployed to 'env'.");
        (await KubernetesPublish.RefusalAsync(b => b.AddImage("api").WithHttpEndpoint(targetPort: 80).WithEnvironment(c =>
            c.EnvironmentVariables["TLS"] = ((IResourceWithEndpoints)c.Resource).GetEndpoint("http").Property(EndpointProperty.TlsEnabled))))
            .ShouldBe("api cannot be published: in its environment variable TLS, the property 'TlsEnabled' of an endpoint has no meaning in a chart.");
    }

    private static Task<KubernetesPublish> PublishAsync(Action<IDistributedApplicationBuilder> addResources) =>
        KubernetesPublish.OfAsync(addResources, e => e.WithDashboard(false));
}
