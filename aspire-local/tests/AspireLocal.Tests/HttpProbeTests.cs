using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

#pragma warning disable ASPIREPROBES001 // Probes are marked as experimental, as in Aspire.

namespace AspireLocal.Tests;

public sealed class HttpProbeTests
{
    [Fact]
    public async Task WithHttpProbe_probe_has_Aspires_defaults_and_is_a_health_check_as_well()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithHttpEndpoint().WithHttpProbe(ProbeType.Startup);

        var probe = web.Resource.Annotations.OfType<EndpointProbeAnnotation>().ShouldHaveSingleItem();
        (probe.Type, probe.Path, probe.EndpointReference.EndpointName).ShouldBe((ProbeType.Startup, "/", "http"));
        (probe.InitialDelaySeconds, probe.PeriodSeconds, probe.TimeoutSeconds, probe.FailureThreshold, probe.SuccessThreshold).ShouldBe((5, 5, 1, 3, 1));
        web.Resource.Annotations.OfType<HealthCheckAnnotation>().ShouldHaveSingleItem().Key.ShouldBe("web_http_/_200_check");
    }

    [Fact]
    public async Task WithHttpProbe_of_a_type_takes_the_place_of_the_earlier_one()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithHttpEndpoint()
            .WithHttpProbe(ProbeType.Readiness, "/health")
            .WithHttpProbe(ProbeType.Liveness, "/alive")
            .WithHttpProbe(ProbeType.Readiness, "/ready");

        web.Resource.Annotations.OfType<EndpointProbeAnnotation>().Select(p => (p.Type, p.Path)).ShouldBe([(ProbeType.Liveness, "/alive"), (ProbeType.Readiness, "/ready")]);
    }

    [Fact]
    public async Task WithHttpProbe_asks_the_endpoint_of_that_name_or_https_before_http()
    {
        await using var builder = Model.Create();
        var web = builder.AddPlainProject("web").WithHttpEndpoint().WithEndpoint(scheme: "https").WithHttpEndpoint(name: "admin")
            .WithHttpProbe(ProbeType.Startup, "/start")
            .WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "admin");

        web.Resource.Annotations.OfType<EndpointProbeAnnotation>().Select(p => p.EndpointReference.EndpointName).ShouldBe(["https", "admin"]);
        Should.Throw<DistributedApplicationException>(() => builder.AddPlainProject("silent").WithHttpProbe(ProbeType.Startup)).Message
            .ShouldBe("Could not create HTTP probe for resource 'silent' as no endpoint was found matching one of the specified names: https, http");
    }
}
