using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests.Publishing;

#pragma warning disable ASPIREPROBES001 // Probes are marked as experimental, as in Aspire.

public sealed class KubernetesPortsTests
{
    [Fact]
    public async Task Project_leaves_its_default_port_to_the_installation_and_listens_on_every_other()
    {
        using var chart = await PublishAsync(b => b.AddProject<Projects.Sample_Web>("web")
            .WithHttpEndpoint(name: "open")
            .WithHttpEndpoint(port: 7001, name: "exposed")
            .WithHttpEndpoint(targetPort: 7002, name: "target")
            .WithHttpEndpoint(port: 7003, targetPort: 7004, name: "both"));

        chart["templates/web/service.yaml"].ShouldEndWith(
            """
              ports:
                - name: "http"
                  protocol: "TCP"
                  port: {{ .Values.parameters.web.port_http | int }}
                  targetPort: {{ .Values.parameters.web.port_http | int }}
                - name: "open"
                  protocol: "TCP"
                  port: 8000
                  targetPort: 8000
                - name: "exposed"
                  protocol: "TCP"
                  port: 7001
                  targetPort: 8001
                - name: "target"
                  protocol: "TCP"
                  port: 7002
                  targetPort: 7002
                - name: "both"
                  protocol: "TCP"
                  port: 7003
                  targetPort: 7004

            """);
        chart["templates/web/config.yaml"].ShouldContain("  ASPNETCORE_FORWARDEDHEADERS_ENABLED: \"{{ .Values.config.web.ASPNETCORE_FORWARDEDHEADERS_ENABLED }}\"\n");
        chart["templates/web/config.yaml"].ShouldContain("  HTTP_PORTS: \"{{ .Values.parameters.web.port_http }};8000;8001;7002;7004\"\n");
        chart["values.yaml"].ShouldStartWith("parameters:\n  web:\n    port_http: 8080\n    web_image: \"web:latest\"\n");
        chart["values.yaml"].ShouldContain("    HTTP_PORTS: \"\"\n");
    }

    [Fact]
    public async Task Only_port_of_a_project_reaches_its_environment_as_text()
    {
        using var chart = await PublishAsync(b => b.AddProject<Projects.Sample_Web>("web"));

        chart["templates/web/config.yaml"].ShouldContain("  HTTP_PORTS: \"{{ .Values.parameters.web.port_http | int | toString }}\"\n");
        chart["templates/web/deployment.yaml"].ShouldContain("- name: \"http\"\n              protocol: \"TCP\"\n              containerPort: {{ .Values.parameters.web.port_http | int }}\n          imagePullPolicy");
    }

    [Fact]
    public async Task Reference_to_a_project_has_its_default_port_and_no_https()
    {
        using var chart = await PublishAsync(b => b.AddImage("gateway").WithReference(b.AddProject<Projects.Sample_Web>("web").WithHttpEndpoint(port: 7003, targetPort: 7004, name: "admin")));

        chart["templates/gateway/config.yaml"].ShouldEndWith(
            """
            data:
              WEB_HTTP: "http://web-service:{{ .Values.parameters.web.port_http }}"
              services__web__http__0: "http://web-service:{{ .Values.parameters.web.port_http }}"
              WEB_HTTPS: "https://web-service:{{ .Values.parameters.web.port_http }}"
              WEB_ADMIN: "{{ .Values.config.gateway.WEB_ADMIN }}"
              services__web__admin__0: "{{ .Values.config.gateway.services__web__admin__0 }}"

            """);
        chart["values.yaml"].ShouldContain("    WEB_HTTP: \"\"\n");
        chart["values.yaml"].ShouldContain("    WEB_ADMIN: \"http://web-service:7003\"\n");
    }

    [Fact]
    public async Task Reference_uses_the_port_of_the_service_and_probe_that_of_the_container()
    {
        using var chart = await PublishAsync(b =>
        {
            var store = b.AddImage("store").WithHttpEndpoint(port: 9002, targetPort: 9000).WithHttpProbe(ProbeType.Readiness, "/ready");
            b.AddImage("web")
                .WithEnvironment("STORE", store.GetEndpoint("http"))
                .WithEnvironment("PARTS", $"{store.GetEndpoint("http").Property(EndpointProperty.HostAndPort)} {store.GetEndpoint("http").Property(EndpointProperty.TargetPort)}");
        });

        chart["values.yaml"].ShouldEndWith("config:\n  web:\n    STORE: \"http://store-service:9002\"\n    PARTS: \"store-service:9002 9000\"\n");
        chart["templates/store/service.yaml"].ShouldEndWith("      port: 9002\n      targetPort: 9000\n");
        chart["templates/store/deployment.yaml"].ShouldContain("path: \"/ready\"\n              port: 9000\n");
    }

    [Fact]
    public async Task Port_zero_is_none()
    {
        using var chart = await PublishAsync(b => b.AddImage("database").WithEndpoint(port: 0, targetPort: 1433, name: "tcp"));

        chart["templates/database/service.yaml"].ShouldEndWith("      port: 1433\n      targetPort: 1433\n");
    }

    [Fact]
    public async Task Ports_nobody_chose_differ_across_the_graph()
    {
        using var chart = await PublishAsync(b =>
        {
            b.AddImage("one").WithHttpEndpoint(env: "PORT").WithEndpoint(port: 8001, name: "taken");
            b.AddImage("two").WithHttpEndpoint(env: "PORT");
        });

        chart["values.yaml"].ShouldEndWith("config:\n  one:\n    PORT: \"8000\"\n  two:\n    PORT: \"8002\"\n");
    }

    [Fact]
    public async Task Endpoints_that_share_a_port_and_protocol_are_one()
    {
        using var chart = await PublishAsync(b => b.AddImage("web")
            .WithHttpEndpoint(targetPort: 80)
            .WithHttpEndpoint(targetPort: 80, name: "admin")
            .WithEndpoint(targetPort: 80, name: "quic", protocol: System.Net.Sockets.ProtocolType.Udp));

        chart["templates/web/service.yaml"].ShouldEndWith(
            """
              ports:
                - name: "http"
                  protocol: "TCP"
                  port: 80
                  targetPort: 80
                - name: "quic"
                  protocol: "UDP"
                  port: 80
                  targetPort: 80

            """);
        chart["templates/web/deployment.yaml"].ShouldNotContain("admin");
    }

    [Fact]
    public async Task Probes_are_written_with_what_the_graph_says_of_them()
    {
        using var chart = await PublishAsync(b => b.AddImage("web")
            .WithHttpEndpoint(targetPort: 80)
            .WithHttpProbe(ProbeType.Startup, "/start", initialDelaySeconds: 1, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 4, successThreshold: 1)
            .WithHttpProbe(ProbeType.Readiness, "/ready")
            .WithHttpProbe(ProbeType.Liveness, "/other")
            .WithHttpProbe(ProbeType.Liveness, "/alive", initialDelaySeconds: 60));

        chart["templates/web/deployment.yaml"].ShouldContain(
            """
                    - image: "registry.test/tool:1.2"
                      livenessProbe:
                        failureThreshold: 3
                        successThreshold: 1
                        initialDelaySeconds: 60
                        periodSeconds: 5
                        timeoutSeconds: 1
                        httpGet:
                          scheme: "http"
                          path: "/alive"
                          port: 80
                      name: "web"
                      readinessProbe:
                        failureThreshold: 3
                        successThreshold: 1
                        initialDelaySeconds: 5
                        periodSeconds: 5
                        timeoutSeconds: 1
                        httpGet:
                          scheme: "http"
                          path: "/ready"
                          port: 80
                      startupProbe:
                        failureThreshold: 4
                        successThreshold: 1
                        initialDelaySeconds: 1
                        periodSeconds: 2
                        timeoutSeconds: 3
                        httpGet:
                          scheme: "http"
                          path: "/start"
                          port: 80
                      ports:

            """);
    }

    [Fact]
    public async Task Probe_of_an_open_port_asks_where_the_installation_puts_it()
    {
        using var chart = await PublishAsync(b => b.AddProject<Projects.Sample_OneShot>("one-shot").WithEndpoint(scheme: "https").WithHttpProbe(ProbeType.Liveness, "/alive"));

        chart["templates/one-shot/deployment.yaml"].ShouldContain("scheme: \"https\"\n              path: \"/alive\"\n              port: {{ .Values.parameters.one_shot.port_https | int }}\n");
        chart["values.yaml"].ShouldContain("port_https: 8080\n");
    }

    [Fact]
    public async Task Resources_that_refer_to_each_other_are_published()
    {
        using var chart = await PublishAsync(b =>
        {
            var one = b.AddImage("one").WithHttpEndpoint(targetPort: 80);
            var two = b.AddImage("two").WithHttpEndpoint(targetPort: 81).WithEnvironment("OTHER", one.GetEndpoint("http"));
            one.WithEnvironment("OTHER", two.GetEndpoint("http")).WithEnvironment("SELF", one.GetEndpoint("http"));
        });

        chart["values.yaml"].ShouldEndWith("config:\n  one:\n    OTHER: \"http://two-service:81\"\n    SELF: \"http://one-service:80\"\n  two:\n    OTHER: \"http://one-service:80\"\n");
    }

    private static Task<KubernetesPublish> PublishAsync(Action<IDistributedApplicationBuilder> addResources) =>
        KubernetesPublish.OfAsync(addResources, e => e.WithDashboard(false));
}
