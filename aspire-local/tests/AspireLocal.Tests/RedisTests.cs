using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests;

public sealed class RedisTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(9813)]
    public async Task AddRedis_has_one_endpoint_and_a_check(int? port)
    {
        await using var builder = Model.Create();

        var redis = builder.AddRedis("myRedis", port);

        redis.Resource.Annotations.OfType<HealthCheckAnnotation>().ShouldHaveSingleItem().Key.ShouldBe("myRedis_check");
        var endpoint = redis.Resource.Annotations.OfType<EndpointAnnotation>().ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Port, endpoint.TargetPort, endpoint.IsExternal, endpoint.Protocol, endpoint.Transport, endpoint.UriScheme)
            .ShouldBe(("tcp", port, 6379, false, ProtocolType.Tcp, "tcp", "redis"));
    }

    [Fact]
    public async Task AddRedis_connection_string_has_a_generated_password_without_special_letters()
    {
        await using var builder = Model.Create();
        var redis = builder.AddRedis("myRedis").WithAllocated("tcp", 2000);

        var password = await redis.Resource.PasswordParameter!.GetValueAsync(default);

        redis.Resource.PasswordParameter.Name.ShouldBe("myRedis-password");
        password.ShouldNotBeNull().ShouldMatch("^[A-Za-z0-9]{22}$");
        (await redis.Resource.GetConnectionStringAsync()).ShouldBe($"localhost:2000,password={password}");
    }

    [Fact]
    public async Task AddRedis_password_may_be_given()
    {
        await using var builder = Model.Create();

        var redis = builder.AddRedis("myRedis", password: builder.AddParameter("pass", "p@ssw0rd1")).WithAllocated("tcp", 5001);

        (await redis.Resource.GetConnectionStringAsync()).ShouldBe("localhost:5001,password=p@ssw0rd1");
    }

    [Fact]
    public async Task Connection_string_of_a_server_without_password_is_its_address()
    {
        var redis = Allocated(new RedisResource("redis"));

        (await redis.GetConnectionStringAsync()).ShouldBe("localhost:5001");
    }

    [Fact]
    public async Task Connection_properties_are_parts_and_url()
    {
        var redis = Allocated(new RedisResource("redis", new ParameterResource("password", _ => "p@ssw0rd1", secret: true)));
        var values = new List<(string, string?)>();

        foreach (var (name, value) in ((IResourceWithConnectionString)redis).GetConnectionProperties())
            values.Add((name, await value.GetValueAsync(default)));

        values.ShouldBe([("Host", "localhost"), ("Port", "5001"), ("Password", "p@ssw0rd1"), ("Uri", "redis://:p%40ssw0rd1@localhost:5001")]);
    }

    private static RedisResource Allocated(RedisResource redis)
    {
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, "redis", name: "tcp");
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 5001);
        redis.Annotations.Add(endpoint);
        return redis;
    }
}
