using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MediaClusters.Tests.ServiceDefaults.Data.Tls;

public sealed class DatabaseTlsTests(TlsPostgres postgres) : IClassFixture<TlsPostgres>
{
    private const string ConnectionString = "ConnectionStrings:media-clusters";

    [Theory]
    [InlineData(Certificates.Good)]
    [InlineData(Certificates.OtherAuthority)]
    public async Task Production_encrypts_and_without_an_authority_trusts_any_certificate(string kind)
    {
        await postgres.ShowAsync(kind);

        (await IsEncryptedAsync((ConnectionString, Server()), ("Database:RequireTls", "true"))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("option")]
    [InlineData("connection string")]
    [InlineData("URL")]
    public async Task Authority_wherever_it_is_named_lets_its_servers_pass(string place)
    {
        await postgres.ShowAsync(Certificates.Good);

        (await IsEncryptedAsync(Verifying(place))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("option", Certificates.OtherAuthority)]
    [InlineData("option", Certificates.OtherHost)]
    [InlineData("option", Certificates.Expired)]
    [InlineData("connection string", Certificates.OtherAuthority)]
    [InlineData("connection string", Certificates.OtherHost)]
    [InlineData("URL", Certificates.OtherAuthority)]
    [InlineData("URL", Certificates.OtherHost)]
    [InlineData("URL", Certificates.Expired)]
    public async Task Authority_wherever_it_is_named_stops_other_certificates(string place, string kind)
    {
        await postgres.ShowAsync(kind);

        await ShouldBeRefusedAsync(Verifying(place));
    }

    [Fact]
    public async Task VerifyFull_without_an_authority_refuses_a_private_one()
    {
        await postgres.ShowAsync(Certificates.Good);

        await ShouldBeRefusedAsync((ConnectionString, Server()), ("Database:SslMode", "VerifyFull"));
    }

    [Fact]
    public async Task VerifyCA_takes_another_host_and_no_other_authority()
    {
        (string, string?)[] settings =
            [(ConnectionString, Server()), ("Database:RootCertificate", postgres.Certificates.Authority), ("Database:SslMode", "VerifyCA")];

        await postgres.ShowAsync(Certificates.OtherHost);
        (await IsEncryptedAsync(settings)).ShouldBeTrue();

        await postgres.ShowAsync(Certificates.OtherAuthority);
        await ShouldBeRefusedAsync(settings);
    }

    [Fact]
    public async Task Disable_is_refused_by_a_server_that_insists_and_says_so()
    {
        var failure = await Should.ThrowAsync<PostgresException>(() => IsEncryptedAsync((ConnectionString, Server()), ("Database:SslMode", "Disable")));

        failure.SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);
        failure.Message.ShouldContain("no encryption");
    }

    private string Server() => postgres.Server.ConnectionString;

    private (string, string?)[] Verifying(string place) => place switch
    {
        "option" => [(ConnectionString, Server()), ("Database:RootCertificate", postgres.Certificates.Authority)],
        "connection string" => [(ConnectionString, $"{Server()};Root Certificate={postgres.Certificates.Authority}")],
        _ => [("DATABASE_URL", $"postgres://{postgres.Server.Username}:{Uri.EscapeDataString(postgres.Server.Password!)}@localhost:{postgres.Server.Port}/postgres?sslmode=verify-full&sslrootcert={postgres.Certificates.Authority}")],
    };

    private static async Task ShouldBeRefusedAsync(params (string, string?)[] settings)
    {
        var failure = await Should.ThrowAsync<NpgsqlException>(() => IsEncryptedAsync(settings));

        failure.InnerException.ShouldBeOfType<AuthenticationException>().Message.ShouldContain("certificate");
    }

    private static async Task<bool> IsEncryptedAsync(params (string, string?)[] settings)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Production, settings);
        builder.AddDatabase();
        await using var services = builder.Services.BuildServiceProvider();
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
        return await command.ExecuteScalarAsync() is true;
    }
}
