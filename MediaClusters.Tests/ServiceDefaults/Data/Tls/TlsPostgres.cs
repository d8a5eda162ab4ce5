using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Tests.ServiceDefaults.Data.Tls;

/// <summary>A Postgres of the test's own that lets nobody in without TLS, and shows the certificate it is told to.</summary>
public sealed class TlsPostgres : IAsyncLifetime
{
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _application;

    public Certificates Certificates { get; } = new();

    public NpgsqlConnectionStringBuilder Server { get; private set; } = [];

    private NpgsqlConnection? Administrator { get; set; }

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(GraphFixture.Patience);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MediaClusters_AppHost>(
            ["--PersistData=false", "--Announce=false", "--Parameters:internal-token=unused"], patience.Token);
        _builder = builder;
        builder.Services.AddLogging(logging => logging.AddFilter("MediaClusters.AppHost.Resources", LogLevel.Error));
        foreach (var resource in builder.Resources.Where(r => r is not ParameterResource && r.Name is not "postgres").ToList())
            builder.Resources.Remove(resource);

        _application = await builder.BuildAsync(patience.Token);
        await _application.StartAsync(patience.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("postgres", patience.Token);
        Server = new(await _application.GetConnectionStringAsync("postgres", patience.Token)) { Host = "localhost", Database = "postgres" };

        // Opened before the door closes, and open to the end.
        Administrator = new(new NpgsqlConnectionStringBuilder(Server.ConnectionString) { SslMode = SslMode.Disable, Pooling = false }.ConnectionString);
        await Administrator.OpenAsync(patience.Token);
        await WriteAsync("pg_hba.conf", "hostssl all all all scram-sha-256\n");
        await ShowAsync(Certificates.Good);
    }

    /// <summary>Returns when new connections see that certificate.</summary>
    public async Task ShowAsync(string kind)
    {
        var certificate = Certificates[kind];
        await WriteAsync("server.crt", certificate.Certificate);
        await WriteAsync("server.key", certificate.Key);
        await ExecuteAsync("ALTER SYSTEM SET ssl = on");
        await ExecuteAsync("SELECT pg_reload_conf()");
        (await GraphFixture.EventuallyAsync(SeenAsync, thumbprint => thumbprint == certificate.Thumbprint)).ShouldBe(certificate.Thumbprint);
    }

    public async Task DisposeAsync()
    {
        if (Administrator is not null)
            await Administrator.DisposeAsync();
        if (_application is not null)
            await _application.DisposeAsync();
        if (_builder is not null)
            await _builder.DisposeAsync();
        Certificates.Dispose();
    }

    private async Task<string> SeenAsync()
    {
        var seen = "";
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(Server.ConnectionString) { SslMode = SslMode.Require, Pooling = false }.ConnectionString);
        builder.UseSslClientAuthenticationOptionsCallback(options => options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            seen = certificate?.GetCertHashString() ?? "";
            return seen.Length > 0;
        });
        await using var dataSource = builder.Build();
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync();
        }
        catch (NpgsqlException)
        {
            // Between the old settings and the new ones.
        }

        return seen;
    }

    // By the server itself: the files are its own, wherever it runs.
    private Task WriteAsync(string file, string content) =>
        ExecuteAsync($"COPY (SELECT '{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}') TO PROGRAM 'umask 077; base64 -d > {file}'");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, Administrator);
        await command.ExecuteNonQueryAsync();
    }
}
