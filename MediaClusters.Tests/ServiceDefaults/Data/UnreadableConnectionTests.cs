using Microsoft.Extensions.Hosting;

namespace MediaClusters.Tests.ServiceDefaults.Data;

/// <summary>A password that was not quoted or encoded ends early, and the rest of it must not be taken for something that errors name.</summary>
public sealed class UnreadableConnectionTests
{
    [Theory]
    [InlineData("ConnectionStrings:media-clusters", "Host=db;Password=one;hunter2;three=3")]
    [InlineData("ConnectionStrings:media-clusters", "Host=db;Password='hunter2")]
    [InlineData("ConnectionStrings:media-clusters", "Host=db;Port=hunter2")]
    [InlineData("ConnectionStrings:media-clusters", "hunter2")]
    [InlineData("DATABASE_URL", "postgres://user:1/hunter2@db/photos")]
    [InlineData("DATABASE_URL", "postgres://user:1?hunter2@db/photos")]
    [InlineData("DATABASE_URL", "postgres://user:1#hunter2@db/photos")]
    public void AddDatabase_refuses_it_without_repeating_any_of_it(string key, string value)
    {
        var failure = Should.Throw<FormatException>(() => DefaultsHost.CreateBuilder(Environments.Production, (key, value)).AddDatabase());

        failure.Message.ShouldStartWith($"{key} cannot be read");
        failure.ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("ConnectionStrings:cache", "cache:6379,password=one,hunter2=2")]
    [InlineData("ConnectionStrings:cache", "cache:6379,password=one,hunter2>3")]
    [InlineData("ConnectionStrings:cache", "cache:6379,syncTimeout=hunter2")]
    [InlineData("REDIS_URL", "redis://:1/hunter2@cache")]
    [InlineData("REDIS_URL", "redis://:1?hunter2@cache")]
    [InlineData("REDIS_URL", "redis://:1#hunter2@cache")]
    public void AddCache_refuses_it_without_repeating_any_of_it(string key, string value)
    {
        var failure = Should.Throw<FormatException>(() => DefaultsHost.CreateBuilder(Environments.Production, (key, value)).AddCache());

        failure.Message.ShouldStartWith($"{key} cannot be read");
        failure.ToString().ShouldNotContain("hunter2");
    }
}
