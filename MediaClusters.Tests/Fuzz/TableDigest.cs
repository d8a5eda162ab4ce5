using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Fuzz;

/// <summary>What all tables hold, as a hash a table: of everything, or of some pets alone.</summary>
internal sealed class TableDigest
{
    private readonly TestDatabase _database;
    private readonly string _ofPets;
    private readonly string _ofOthers;

    private TableDigest(TestDatabase database, IReadOnlyList<(string Table, string? Key)> tables)
    {
        _database = database;
        Tables = tables;
        _ofPets = Sql(tables.Where(table => table.Key is not null), "");
        _ofOthers = Sql(tables, "NOT ");
    }

    /// <summary>Every table, and the column by which its rows are a pet's.</summary>
    public IReadOnlyList<(string Table, string? Key)> Tables { get; }

    public static async Task<TableDigest> OfAsync(TestDatabase database)
    {
        var tables = new List<(string, string?)>();
        await using var command = database.DataSource.CreateCommand("""
            SELECT t.table_name,
                   (SELECT c.column_name FROM information_schema.columns c
                    WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.column_name IN ('pet_id', 'cluster_id', 'job_id')
                    ORDER BY c.column_name DESC LIMIT 1)
            FROM information_schema.tables t
            WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'
            ORDER BY t.table_name
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            tables.Add((reader.GetString(0), await reader.IsDBNullAsync(1) ? null : reader.GetString(1)));
        return new(database, tables);
    }

    /// <summary>The rows of these pets.</summary>
    public Task<string> OfPetsAsync(IEnumerable<Guid> petIds) => ReadAsync(_ofPets, petIds);

    /// <summary>All rows but those of these pets.</summary>
    public Task<string> OfOthersAsync(IEnumerable<Guid> petIds) => ReadAsync(_ofOthers, petIds);

    private async Task<string> ReadAsync(string sql, IEnumerable<Guid> petIds)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = petIds.ToArray() });
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string Sql(IEnumerable<(string Table, string? Key)> tables, string not) =>
        $"SELECT concat_ws(E'\\n', {string.Join(",\n", tables.Select(table =>
            $"(SELECT '{table.Table} ' || count(*) || ' ' || md5(coalesce(string_agg(row.content, E'\\n' ORDER BY row.content), '')) FROM (SELECT t::text AS content FROM \"{table.Table}\" t WHERE {Condition(table.Key, not)}) row)"))})";

    // Without pets in it a table counts as everybody's.
    private static string Condition(string? key, string not) => key switch
    {
        null => "true OR $1 IS NULL",
        "pet_id" => $"{not}(t.pet_id = ANY($1))",
        "cluster_id" => $"{not}(t.cluster_id IN (SELECT id FROM pet_clusters WHERE pet_id = ANY($1)))",
        _ => $"{not}(t.job_id IN (SELECT id FROM cluster_jobs WHERE pet_id = ANY($1)))",
    };
}
