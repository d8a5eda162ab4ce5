using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

internal static class RedisConnector
{
    public static ConnectionMultiplexer Connect(ConfigurationOptions options, string connectionName, string sectionName)
    {
        if (options.EndPoints.Count == 0)
        {
            throw new InvalidOperationException(
                $"No endpoints specified. Provide a connection string as 'ConnectionStrings:{connectionName}' or as '{sectionName}:ConnectionString'.");
        }

        var connection = ConnectionMultiplexer.Connect(options);

        // Keeping the order of completions parks every async reply behind the one before it, and under
        // Kestrel they never complete at all.
        connection.PreserveAsyncOrder = false;
        return connection;
    }
}
