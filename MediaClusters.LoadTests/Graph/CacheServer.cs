using MediaClusters.Persistence.Cache;
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

    /// <summary>Whether a pet's newest version is cached; false as well while the server cannot be asked.</summary>
    public async Task<bool> HasAsync(Guid petId)
    {
        try
        {
            return await Database.KeyExistsAsync(CacheKeys.Latest(petId));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }

    public string Version => connection.GetServer(connection.GetEndPoints()[0]).Version.ToString();

    public void Dispose() => connection.Dispose();
}
