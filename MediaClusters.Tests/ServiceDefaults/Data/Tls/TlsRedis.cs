using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MediaClusters.Tests.Infrastructure;
using StackExchange.Redis;

namespace MediaClusters.Tests.ServiceDefaults.Data.Tls;

/// <summary>A Redis of the test's own that also listens with TLS, and shows the certificate it is told to.</summary>
public sealed class TlsRedis : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mc-redis-tls-").FullName;
    private readonly RedisServer _server = new();

    public Certificates Certificates { get; } = new();

    public int Port { get; private set; }

    private ConnectionMultiplexer? Administrator { get; set; }

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        Administrator = await _server.ConnectAsync();
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        await ShowAsync(Certificates.Good);
    }

    public async Task ShowAsync(string kind)
    {
        var certificate = Certificates[kind];
        var files = (Certificate: Path.Combine(_directory, "server.crt"), Key: Path.Combine(_directory, "server.key"));
        await File.WriteAllTextAsync(files.Certificate, certificate.Certificate);
        await File.WriteAllTextAsync(files.Key, certificate.Key);
        await Administrator!.GetDatabase().ExecuteAsync(
            "CONFIG", "SET", "tls-cert-file", files.Certificate, "tls-key-file", files.Key, "tls-ca-cert-file", Certificates.Authority,
            "tls-auth-clients", "no", "tls-port", Port.ToString(CultureInfo.InvariantCulture));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Certificates.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
