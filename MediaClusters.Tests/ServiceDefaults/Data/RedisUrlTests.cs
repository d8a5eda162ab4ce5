using MediaClusters.ServiceDefaults.Data;
using StackExchange.Redis;

namespace MediaClusters.Tests.ServiceDefaults.Data;

public sealed class RedisUrlTests
{
    [Theory]
    [InlineData("redis://cache", "cache:6379")]
    [InlineData("redis://cache:6380/3", "cache:6380,defaultDatabase=3")]
    [InlineData("rediss://cache:6380", "cache:6380,ssl=true,sslHost=cache")]
    [InlineData("redis://photos@cache", "cache:6379,user=photos")]
    [InlineData("redis://default:pw@cache", "cache:6379")]
    [InlineData("redis://:pw@[::1]:6380/", "[::1]:6380")]
    public void Parse_url_becomes_a_configuration_string(string url, string expected) =>
        RedisUrl.Parse(url).ConnectionString.ShouldBe(expected);

    [Fact]
    public void Apply_password_with_commas_and_equals_signs_stays_whole()
    {
        var url = RedisUrl.Parse("rediss://default:a%2Cb%3Dc@cache:6380/2");
        var options = ConfigurationOptions.Parse(url.ConnectionString);

        url.Apply(options);

        options.Password.ShouldBe("a,b=c");
        options.Ssl.ShouldBeTrue();
        options.DefaultDatabase.ShouldBe(2);
    }

    [Theory]
    [InlineData("http://u:hunter2@cache")]
    [InlineData("redis://u:hunter2@cache:port")]
    [InlineData("redis://:hunter2@cache/photos")]
    [InlineData("redis://a%2Cb:hunter2@cache")]
    [InlineData("redis:hunter2")]
    public void Parse_garbage_is_refused_without_repeating_it(string url)
    {
        var failure = Should.Throw<FormatException>(() => RedisUrl.Parse(url));

        failure.Message.ShouldContain("REDIS_URL");
        failure.ToString().ShouldNotContain("hunter2");
    }
}
