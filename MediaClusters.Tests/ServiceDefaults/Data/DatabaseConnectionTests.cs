using MediaClusters.ServiceDefaults.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NSubstitute;

namespace MediaClusters.Tests.ServiceDefaults.Data;

public sealed class DatabaseConnectionTests
{
    [Theory]
    [InlineData("Host=db", 5)]
    [InlineData("Host=db;Command Timeout=9", 9)]
    public void Complete_for_a_host_of_little_patience_waits_no_longer_unless_told_to(string connectionString, int seconds)
    {
        var completed = new NpgsqlConnectionStringBuilder(DatabaseConnection.Complete(
            connectionString, new DatabaseOptions(), "photos", patience: TimeSpan.FromSeconds(5)));

        completed.CommandTimeout.ShouldBe(seconds);
        completed.Options.ShouldNotBeNull().ShouldContain("statement_timeout=15000");
    }

    [Fact]
    public void Complete_in_development_takes_small_pool_long_timeout_and_no_tls()
    {
        var completed = Complete("Host=db", Environments.Development);

        completed.MaxPoolSize.ShouldBe(5);
        completed.SslMode.ShouldBe(SslMode.Disable);
        completed.Options.ShouldBe("-c statement_timeout=30000");
        completed.CommandTimeout.ShouldBe(35);
        completed.ApplicationName.ShouldBe("photos");
        completed.TcpKeepAliveTime.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Complete_in_production_takes_large_pool_short_timeout_and_tls()
    {
        var completed = Complete("Host=db", Environments.Production);

        completed.MaxPoolSize.ShouldBe(20);
        completed.SslMode.ShouldBe(SslMode.Require);
        completed.Options.ShouldBe("-c statement_timeout=15000");
    }

    [Fact]
    public void Complete_with_a_root_certificate_verifies_the_server()
    {
        var completed = Complete("Host=db", Environments.Production, ("Database:RootCertificate", "/etc/ca.pem"));

        completed.SslMode.ShouldBe(SslMode.VerifyFull);
        completed.RootCertificate.ShouldBe("/etc/ca.pem");
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public void Complete_with_a_root_certificate_in_the_connection_string_verifies_the_server(string environment)
    {
        Complete("Host=db;Root Certificate=/etc/ca.pem", environment).SslMode.ShouldBe(SslMode.VerifyFull);
        Complete(DatabaseUrl.ToConnectionString("postgres://db/x?sslrootcert=/etc/ca.pem"), environment).SslMode.ShouldBe(SslMode.VerifyFull);
        Complete("Host=db;Root Certificate=/etc/ca.pem;SslMode=VerifyCA", environment).SslMode.ShouldBe(SslMode.VerifyCA);
        Complete("Host=db;Root Certificate=/etc/ca.pem", environment, ("Database:SslMode", "Require")).SslMode.ShouldBe(SslMode.Require);
    }

    [Fact]
    public void Complete_asks_for_no_kerberos_encryption_unless_told()
    {
        Complete("Host=db", Environments.Production).GssEncryptionMode.ShouldBe(GssEncryptionMode.Disable);
        Complete("Host=db;GSS Encryption Mode=Require", Environments.Production).GssEncryptionMode.ShouldBe(GssEncryptionMode.Require);
    }

    [Fact]
    public void Complete_does_not_wait_long_for_a_silent_server()
    {
        Complete("Host=db", Environments.Production).Timeout.ShouldBe(5);
        Complete("Host=db;Timeout=12", Environments.Production).Timeout.ShouldBe(12);
    }

    [Fact]
    public void Complete_prepares_statements_unless_told_otherwise()
    {
        Complete("Host=db", Environments.Production).ShouldSatisfyAllConditions(
            completed => completed.MaxAutoPrepare.ShouldBe(64),
            completed => completed.AutoPrepareMinUsages.ShouldBe(2));
        Complete("Host=db", Environments.Production, ("Database:PreparedStatements", "0")).MaxAutoPrepare.ShouldBe(0);
        Complete("Host=db;Max Auto Prepare=7;Auto Prepare Min Usages=3", Environments.Production).ShouldSatisfyAllConditions(
            completed => completed.MaxAutoPrepare.ShouldBe(7),
            completed => completed.AutoPrepareMinUsages.ShouldBe(3));
    }

    [Fact]
    public void Complete_does_not_reset_sessions_unless_told()
    {
        Complete("Host=db", Environments.Production).NoResetOnClose.ShouldBeTrue();
        Complete("Host=db;No Reset On Close=false", Environments.Production).NoResetOnClose.ShouldBeFalse();
    }

    [Fact]
    public void Complete_takes_configured_values()
    {
        var completed = Complete(
            "Host=db", Environments.Production,
            ("Database:MaxPoolSize", "30"), ("Database:StatementTimeout", "00:00:02.5"), ("Database:SslMode", "VerifyCA"));

        completed.MaxPoolSize.ShouldBe(30);
        completed.Options.ShouldBe("-c statement_timeout=2500");
        completed.SslMode.ShouldBe(SslMode.VerifyCA);
    }

    [Fact]
    public void Complete_leaves_what_the_connection_string_states()
    {
        var completed = Complete(
            "Host=db;Maximum Pool Size=7;SslMode=Prefer;ApplicationName=batch;KeepAlive=0;CommandTimeout=3;Options=-c statement_timeout=1000 -c work_mem=8MB",
            Environments.Production);

        completed.MaxPoolSize.ShouldBe(7);
        completed.SslMode.ShouldBe(SslMode.Prefer);
        completed.ApplicationName.ShouldBe("batch");
        completed.KeepAlive.ShouldBe(0);
        completed.CommandTimeout.ShouldBe(3);
        completed.Options.ShouldBe("-c statement_timeout=1000 -c work_mem=8MB");
    }

    [Fact]
    public void Complete_keeps_other_server_options() =>
        Complete("Host=db;Options=-c work_mem=8MB", Environments.Production).Options.ShouldBe("-c work_mem=8MB -c statement_timeout=15000");

    [Fact]
    public void Complete_host_with_its_own_timeout_wins_over_everything()
    {
        var options = Options(Environments.Production);

        var completed = new NpgsqlConnectionStringBuilder(DatabaseConnection.Complete(
            "Host=db;CommandTimeout=3;Options=-c statement_timeout=1000", options, "photos", TimeSpan.FromMinutes(10)));

        completed.Options.ShouldBe("-c statement_timeout=1000 -c statement_timeout=600000");
        completed.CommandTimeout.ShouldBe(605);
    }

    [Fact]
    public void Complete_without_limit_does_not_let_the_client_give_up_either()
    {
        var completed = Complete("Host=db", Environments.Production, ("Database:StatementTimeout", "00:00:00"));

        completed.Options.ShouldBe("-c statement_timeout=0");
        completed.CommandTimeout.ShouldBe(0);
    }

    [Fact]
    public void Complete_behind_a_transaction_pooler_sends_nothing_that_needs_a_session()
    {
        var completed = Complete("Host=db", Environments.Production, ("Database:Pooler", "Transaction"), ("Database:StatementTimeout", "00:00:02.5"));

        completed.Options.ShouldBeNull();
        completed.MaxAutoPrepare.ShouldBe(0);
        completed.NoResetOnClose.ShouldBeTrue();
        completed.CommandTimeout.ShouldBe(3);
        Complete("Host=db;Command Timeout=9", Environments.Production, ("Database:Pooler", "Transaction")).CommandTimeout.ShouldBe(9);
    }

    [Theory]
    [InlineData("Host=db;SslMode=Disable", true)]
    [InlineData("Host=db;SslMode=Prefer", true)]
    [InlineData("Host=db;SslMode=Require", false)]
    [InlineData("Host=db;SslMode=VerifyFull", false)]
    public void AllowsPlainText_tells_modes_that_insist_on_tls(string connectionString, bool expected) =>
        DatabaseConnection.AllowsPlainText(connectionString).ShouldBe(expected);

    private static NpgsqlConnectionStringBuilder Complete(
        string connectionString, string environment, params (string Key, string Value)[] settings) =>
        new(DatabaseConnection.Complete(connectionString, Options(environment, settings), "photos"));

    private static DatabaseOptions Options(string environmentName, params (string Key, string Value)[] settings)
    {
        var environment = Substitute.For<IHostEnvironment>();
        environment.EnvironmentName.Returns(environmentName);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        return DatabaseOptions.Read(configuration, environment);
    }
}
