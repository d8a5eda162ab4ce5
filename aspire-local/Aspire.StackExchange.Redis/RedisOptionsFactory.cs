using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

/// <summary>Where the options factory finds a client's connection string, keyed by the options' name.</summary>
internal sealed record RedisConnectionString(StackExchangeRedisSettings Settings);

/// <summary>
/// Starts the options from the parsed connection string, which only a new instance can take in;
/// configuration and delegates then change it as usual.
/// </summary>
internal sealed class RedisOptionsFactory(
    IServiceProvider services,
    IEnumerable<IConfigureOptions<ConfigurationOptions>> setups,
    IEnumerable<IPostConfigureOptions<ConfigurationOptions>> postConfigures,
    IEnumerable<IValidateOptions<ConfigurationOptions>> validations)
    : OptionsFactory<ConfigurationOptions>(setups, postConfigures, validations)
{
    protected override ConfigurationOptions CreateInstance(string name)
    {
        var connectionString = services.GetKeyedService<RedisConnectionString>(name)?.Settings.ConnectionString;

        // In front, so that a connection string that says otherwise wins: a server that is late must not stop the start.
        return ConfigurationOptions.Parse($"abortConnect=false,{connectionString}");
    }
}
