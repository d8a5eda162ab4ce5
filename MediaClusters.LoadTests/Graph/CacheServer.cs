using StackExchange.Redis;

namespace MediaClusters.LoadTests.Graph;

/// <summary>The graph's Redis, as an operator gets at it.</summary>
internal sealed class CacheServer(ConnectionMultiplexer connection) : IDisposable
{
    public IDatabase Database => connection.GetDatabase();

    public static async Task<CacheServer> ConnectAsync(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AllowAdmin = true;
        var connection = await ConnectionMultiplexer.ConnectAsync(options);

        // 1.x of the client delivers answers one by one unless told otherwise; later majors dropped the property.
        typeof(ConnectionMultiplexer).GetProperty("PreserveAsyncOrder")?.SetValue(connection, false);
        return new(connection);
    }

    /// <summary>Everything that is cached is gone.</summary>
    public Task FlushAsync() => connection.GetServer(connection.GetEndPoints()[0]).FlushAllDatabasesAsync();

    public string Version => connection.GetServer(connection.GetEndPoints()[0]).Version.ToString();

    public void Dispose() => connection.Dispose();
}
