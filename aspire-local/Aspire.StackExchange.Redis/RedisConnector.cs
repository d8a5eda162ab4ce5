using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

internal static class RedisConnector
{
    private const int WorkerThreads = 32;

    public static ConnectionMultiplexer Connect(ConfigurationOptions options, string connectionName, string sectionName)
    {
        if (options.EndPoints.Count == 0)
        {
            throw new InvalidOperationException(
                $"No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:{connectionName}' or for the '{sectionName}:ConnectionString' configuration key.");
        }

        RaiseWorkerThreads();
        var connection = ConnectionMultiplexer.Connect(options);

        // Keeping the order of completions parks every async reply behind the one before it, and under
        // Kestrel they never complete at all.
        connection.PreserveAsyncOrder = false;
        return connection;
    }

    // 1.2.6 reads replies on the thread pool (3.x has threads of its own), which starts one thread a core at once
    // and the next ones half a second apart: two tasks busy computing on two cores made every tenth reply wait 24 ms
    // and every hundredth 330 ms, and requests that wait for the first connection can hold it up for a minute.
    private static void RaiseWorkerThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out var completionPorts);
        if (workers < WorkerThreads)
            ThreadPool.SetMinThreads(WorkerThreads, completionPorts);
    }
}
