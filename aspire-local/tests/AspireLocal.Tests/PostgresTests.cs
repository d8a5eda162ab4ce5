using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;

namespace AspireLocal.Tests;

public sealed class PostgresTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(1234)]
    public async Task AddPostgres_has_one_endpoint_and_a_check(int? port)
    {
        await using var builder = Model.Create();

        var postgres = builder.AddPostgres("myPostgres", port: port);

        postgres.Resource.Annotations.OfType<HealthCheckAnnotation>().ShouldHaveSingleItem().Key.ShouldBe("myPostgres_check");
        var endpoint = postgres.Resource.Annotations.OfType<EndpointAnnotation>().ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Port, endpoint.TargetPort, endpoint.IsExternal, endpoint.Protocol, endpoint.Transport, endpoint.UriScheme)
            .ShouldBe(("tcp", port, 5432, false, ProtocolType.Tcp, "tcp", "tcp"));
    }

    [Fact]
    public async Task AddPostgres_connection_string_has_a_generated_password()
    {
        await using var builder = Model.Create();
        var postgres = builder.AddPostgres("postgres").WithAllocated("tcp", 2000);

        var password = await postgres.Resource.PasswordParameter.GetValueAsync(default);

        postgres.Resource.PasswordParameter.Name.ShouldBe("postgres-password");
        password.ShouldNotBeNull().Length.ShouldBe(22);
        (await postgres.Resource.GetConnectionStringAsync()).ShouldBe($"Host=localhost;Port=2000;Username=postgres;Password={password}");
    }

    [Fact]
    public async Task AddPostgres_user_and_password_may_be_given()
    {
        await using var builder = Model.Create("--Parameters:pg-password=configured");
        var user = builder.AddParameter("user", "user1");
        var password = builder.AddParameter("pass", "p@ssw0rd1");

        var both = builder.AddPostgres("both", user, password).WithAllocated("tcp", 2000);
        var configured = builder.AddPostgres("pg").WithAllocated("tcp", 2001);

        (await both.Resource.GetConnectionStringAsync()).ShouldBe("Host=localhost;Port=2000;Username=user1;Password=p@ssw0rd1");
        (await configured.Resource.GetConnectionStringAsync()).ShouldBe("Host=localhost;Port=2001;Username=postgres;Password=configured");
    }

    [Fact]
    public async Task AddDatabase_connection_string_is_the_servers_with_the_database()
    {
        await using var builder = Model.Create();
        var postgres = builder.AddPostgres("postgres").WithAllocated("tcp", 2000);
        var database = postgres.AddDatabase("db");
        var named = postgres.AddDatabase("db2", "customers");

        var server = await postgres.Resource.GetConnectionStringAsync();
        var variables = await builder.AddPlainProject("caller").WithReference(database).VariablesAsync();

        variables["ConnectionStrings__db"].ShouldBe($"{server};Database=db");
        (await named.Resource.ConnectionStringExpression.GetValueAsync(default)).ShouldBe($"{server};Database=customers");
        (database.Resource.DatabaseName, named.Resource.DatabaseName, named.Resource.Parent).ShouldBe(("db", "customers", postgres.Resource));
        postgres.Resource.Databases.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["db"] = "db", ["db2"] = "customers" });
    }

    [Fact]
    public async Task AddDatabase_name_is_unique_in_the_graph_and_the_databases_name_on_its_server()
    {
        await using var builder = Model.Create();
        var first = builder.AddPostgres("first");
        var second = builder.AddPostgres("second");
        first.AddDatabase("db", "imports");

        Should.Throw<DistributedApplicationException>(() => first.AddDatabase("db"));
        Should.Throw<DistributedApplicationException>(() => second.AddDatabase("db"));
        second.AddDatabase("db2", "imports").Resource.DatabaseName.ShouldBe("imports");
    }

    [Fact]
    public async Task Connection_properties_of_a_server_are_its_parts_and_urls()
    {
        var server = Server();

        (await PropertiesAsync(server)).ShouldBe(
        [
            ("Host", "localhost"),
            ("Port", "2000"),
            ("Username", "pgadmin"),
            ("Password", "p@ssw0rd1"),
            ("Uri", "postgresql://pgadmin:p%40ssw0rd1@localhost:2000"),
            ("JdbcConnectionString", "jdbc:postgresql://localhost:2000"),
        ]);
    }

    [Fact]
    public async Task Connection_properties_of_a_database_name_it()
    {
        var database = new PostgresDatabaseResource("postgresDb", "Customers", Server());

        (await PropertiesAsync(database)).ShouldBe(
        [
            ("Host", "localhost"),
            ("Port", "2000"),
            ("Username", "pgadmin"),
            ("Password", "p@ssw0rd1"),
            ("DatabaseName", "Customers"),
            ("Uri", "postgresql://pgadmin:p%40ssw0rd1@localhost:2000/Customers"),
            ("JdbcConnectionString", "jdbc:postgresql://localhost:2000/Customers"),
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task AddDatabase_several_databases_are_made_even_with_strange_names()
    {
        await using var model = await LiveModel.StartAsync(builder =>
        {
            var postgres = builder.AddPostgres("pg1");
            postgres.AddDatabase("db1");
            postgres.AddDatabase("db2", "!']`'[\"");
        });

        (await DatabaseOfAsync(model, "db1")).ShouldBe("db1");
        (await DatabaseOfAsync(model, "db2")).ShouldBe("!']`'[\"");
    }

    private static async Task<string?> DatabaseOfAsync(LiveModel model, string resource)
    {
        await model.Notifications.WaitForResourceHealthyAsync(resource, model.Token);
        await using var connection = new NpgsqlConnection(await model.App.GetConnectionStringAsync(resource, model.Token));
        await connection.OpenAsync(model.Token);
        await using var command = new NpgsqlCommand("SELECT current_database()", connection);
        return (string?)await command.ExecuteScalarAsync(model.Token);
    }

    private static PostgresServerResource Server()
    {
        var server = new PostgresServerResource("postgres", new ParameterResource("user", _ => "pgadmin"), new ParameterResource("password", _ => "p@ssw0rd1", secret: true));
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: "tcp");
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 2000);
        server.Annotations.Add(endpoint);
        return server;
    }

    private static async Task<IReadOnlyList<(string, string?)>> PropertiesAsync(IResourceWithConnectionString resource)
    {
        var values = new List<(string, string?)>();

        foreach (var (name, value) in resource.GetConnectionProperties())
            values.Add((name, await value.GetValueAsync(default)));

        return values;
    }
}
