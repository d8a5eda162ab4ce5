using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Aspire.Hosting.Postgres;

internal static class PostgresDatabases
{
    private const string FindDatabase = "SELECT 1 FROM pg_database WHERE datname = $1";

    public static async Task CreateAsync(PostgresServerResource server, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(server, "postgres", cancellationToken);

        foreach (var database in server.Databases.Values)
        {
            await using var find = new NpgsqlCommand(FindDatabase, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = database } } };

            if (await find.ExecuteScalarAsync(cancellationToken) is not null)
                continue;

            await using var create = connection.CreateCommand();
            create.CommandText = $"CREATE DATABASE {Quote(database)}";
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
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
}
