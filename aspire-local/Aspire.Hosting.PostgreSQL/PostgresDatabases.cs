using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Aspire.Hosting.Postgres;

internal static class PostgresDatabases
{
    private const int Attempts = 5;
    private const string FindDatabase = "SELECT 1 FROM pg_database WHERE datname = $1";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <exception cref="DistributedApplicationException">A database could not be made; the message says which and why.</exception>
    public static async Task CreateAsync(PostgresServerResource server, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var database in server.Databases.Values)
            await CreateAsync(server, database, time, cancellationToken);
    }

    public static async Task<NpgsqlConnection> OpenAsync(PostgresServerResource server, string database, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(await server.GetConnectionStringAsync(cancellationToken))
        {
            Database = database,

            // Nothing of the host's own must hold on to a database that a test wants to drop.
            Pooling = false,
            Timeout = 5,
        };

        var connection = new NpgsqlConnection(settings.ConnectionString);

        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task CreateAsync(PostgresServerResource server, string database, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CreateAsync(server, database, cancellationToken);
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient && attempt < Attempts)
            {
                // Somebody is using the template, or the server is being started again.
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
            catch (NpgsqlException e)
            {
                throw new DistributedApplicationException($"The database {database} could not be made: {e.Message}", e);
            }
        }
    }

    private static async Task CreateAsync(PostgresServerResource server, string database, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(server, "postgres", cancellationToken);
        await using var find = new NpgsqlCommand(FindDatabase, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = database } } };

        if (await find.ExecuteScalarAsync(cancellationToken) is not null)
            return;

        await using var create = connection.CreateCommand();
        create.CommandText = $"CREATE DATABASE {Quote(database)}";
        await create.ExecuteNonQueryAsync(cancellationToken);
    }
}
