using MediaClusters.ServiceDefaults.Data;
using Npgsql;

namespace MediaClusters.Tests.ServiceDefaults.Data;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void ToConnectionString_full_url_is_read()
    {
        var read = Read("postgres://photos:s3cret@db.internal:6543/media?sslmode=verify-full&connect_timeout=7&application_name=batch");

        read.Host.ShouldBe("db.internal");
        read.Port.ShouldBe(6543);
        read.Username.ShouldBe("photos");
        read.Password.ShouldBe("s3cret");
        read.Database.ShouldBe("media");
        read.SslMode.ShouldBe(SslMode.VerifyFull);
        read.Timeout.ShouldBe(7);
        read.ApplicationName.ShouldBe("batch");
    }

    [Fact]
    public void ToConnectionString_percent_encoding_is_undone()
    {
        var read = Read("postgresql://ph%40tos:p%3Aa%2Fs%3Bs%25%20%27w%22@db/my%20pets");

        read.Username.ShouldBe("ph@tos");
        read.Password.ShouldBe("p:a/s;s% 'w\"");
        read.Database.ShouldBe("my pets");
    }

    [Fact]
    public void ToConnectionString_password_with_colons_keeps_them() =>
        Read("postgres://u:a:b:c@db/x").Password.ShouldBe("a:b:c");

    [Fact]
    public void ToConnectionString_without_password_and_port_leaves_them_out()
    {
        var read = Read("postgres://u@db/x");

        read.Password.ShouldBeNull();
        read.Port.ShouldBe(5432);
    }

    [Fact]
    public void ToConnectionString_ipv6_host_loses_its_brackets()
    {
        var read = Read("postgres://u:p@[2001:db8::7]:5433/x");

        read.Host.ShouldBe("2001:db8::7");
        read.Port.ShouldBe(5433);
    }

    [Fact]
    public void ToConnectionString_host_in_the_query_names_a_socket()
    {
        var read = Read("postgres:///x?host=/var/run/postgresql");

        read.Host.ShouldBe("/var/run/postgresql");
        read.Database.ShouldBe("x");
    }

    [Theory]
    [InlineData("mysql://u:hunter2@db/x")]
    [InlineData("postgres://u:hunter2@db:port/x")]
    [InlineData("postgres://u:hunter2#1@db/x")]
    [InlineData("postgres:///x?password=hunter2")]
    [InlineData("postgres://u:hunter2@db/x?sslmode=hunter2")]
    [InlineData("postgres://u:p@db/x?nonsense=hunter2")]
    [InlineData("postgres://u:p@db/x?connect_timeout=hunter2")]
    [InlineData("hunter2")]
    public void ToConnectionString_garbage_is_refused_without_repeating_it(string url)
    {
        var failure = Should.Throw<FormatException>(() => DatabaseUrl.ToConnectionString(url));

        failure.Message.ShouldContain("DATABASE_URL");
        failure.ToString().ShouldNotContain("hunter2");
    }

    private static NpgsqlConnectionStringBuilder Read(string url) => new(DatabaseUrl.ToConnectionString(url));
}
