using System.Globalization;
using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;

namespace MediaClusters.AppHost.Publishing;

/// <summary>How the containers of the compose file run: not as root, on a file system they cannot write, within limits.</summary>
internal static class ComposeManifests
{
    public static IResourceBuilder<T> AsComposeService<T>(this IResourceBuilder<T> builder, Footprint footprint, Action<Service>? configure = null)
        where T : IComputeResource => builder.PublishAsDockerComposeService((_, service) =>
        {
            service.User = string.Create(CultureInfo.InvariantCulture, $"{footprint.User}:{footprint.User}");
            service.ReadOnly = true;
            service.Tmpfs.Add("/tmp");
            service.CapDrop.Add("ALL");
            service.SecurityOpt.Add("no-new-privileges:true");
            service.StopGracePeriod = string.Create(CultureInfo.InvariantCulture, $"{footprint.StopGrace.TotalSeconds}s");
            service.Restart = "unless-stopped";
            service.Deploy = new Deploy
            {
                Replicas = footprint.Replicas,
                Resources = new Resources
                {
                    Limits = new ResourceSpec { Cpus = Cores(footprint.CpuLimit), Memory = Megabytes(footprint) },
                    Reservations = new ResourceSpec { Cpus = Cores(footprint.CpuRequest), Memory = Megabytes(footprint) },
                },
            };
            configure?.Invoke(service);
        });

    /// <summary>A service that answers HTTP.</summary>
    /// <param name="service">What is written.</param>
    /// <param name="program">The image's program, which can also ask a running one how it is: the image has nothing else that could.</param>
    /// <param name="hostPort">A port of the host's own loopback interface, for a proxy on the host for instance; services beside it use its name.</param>
    public static void Serve(Service service, string program, int? hostPort)
    {
        var port = service.Expose.Single();
        service.Healthcheck = new Healthcheck
        {
            Test = ["CMD", "dotnet", program, "--probe", $"http://localhost:{port}/alive"],
            Interval = "15s",
            Timeout = "5s",
            Retries = 4,
            StartPeriod = "30s",
        };

        if (hostPort is not { } published)
            return;

        var host = "${" + service.Name.ToUpperInvariant() + "_HOST_PORT:-" + published.ToString(CultureInfo.InvariantCulture) + "}";
        service.Ports.Add($"127.0.0.1:{host}:{port}");

        // One port, one container.
        service.Deploy!.Replicas = 1;
    }

    public static void RunOnce(Service service) => service.Restart = "no";

    private static string Cores(double cores) => cores.ToString(CultureInfo.InvariantCulture);

    private static string Megabytes(Footprint footprint) => string.Create(CultureInfo.InvariantCulture, $"{footprint.MemoryMegabytes}M");
}
