using Npgsql;

namespace MediaClusters.Persistence.Schema;

/// <summary>
/// A pool keeps connections that the server, or a pooler, closed since: the first statement on one of them fails, and
/// Npgsql then drops its like. A read loses nothing by being made once more. A wait that was in vain is not repeated: it
/// would double what a caller waits while everything is taken.
/// </summary>
internal static class LostConnection
{
    public static async Task<T> ReadAgainAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (NpgsqlException exception) when (Is(exception))
        {
            return await read();
        }
    }

    internal static bool Is(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } => true,
        PostgresException => false,
        _ => exception is { IsTransient: true, InnerException: not TimeoutException },
    };
}
