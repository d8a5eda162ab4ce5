using System.Reflection;
using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace MediaClusters.Tests.Persistence.Schema.Upgrades;

/// <summary>
/// What a migration may do while the release before it is at work on the same tables: add, without long locks. What is
/// not known to be safe is not.
/// </summary>
internal static class MigrationRules
{
    /// <summary>What is wrong with the migration's way up; nothing for a contract step that gives its reason.</summary>
    public static IReadOnlyList<string> Violations(Migration migration) =>
        migration.GetType().GetCustomAttribute<ContractStepAttribute>() is { Reason.Length: > 0 } ? [] : Violations(migration.UpOperations);

    private static List<string> Violations(IReadOnlyList<MigrationOperation> operations)
    {
        var created = operations.OfType<CreateTableOperation>().Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
        return [.. operations.SelectMany(operation => Check(operation, created))];
    }

    private static IEnumerable<string> Check(MigrationOperation operation, HashSet<string> created) => operation switch
    {
        CreateTableOperation or EnsureSchemaOperation or CreateSequenceOperation or InsertDataOperation => [],

        // Old rows are not looked at, and what the old release writes is refused less often than before.
        DropCheckConstraintOperation or DropForeignKeyOperation => [],

        SqlOperation sql => SqlRules.Violations(sql.Sql),
        AlterDatabaseOperation database => Enums(database),
        CreateIndexOperation index when created.Contains(index.Table) => [],
        CreateIndexOperation index => Index(index),
        AddColumnOperation column when created.Contains(column.Table) => [],
        AddColumnOperation column => Column(column),
        AlterColumnOperation column => Column(column),
        AddCheckConstraintOperation { Table: var table } when created.Contains(table) => [],
        AddForeignKeyOperation { Table: var table } when created.Contains(table) => [],
        AddUniqueConstraintOperation { Table: var table } when created.Contains(table) => [],
        AddPrimaryKeyOperation { Table: var table } when created.Contains(table) => [],
        AddCheckConstraintOperation or AddForeignKeyOperation =>
            [$"{Name(operation)} looks through the table under a lock: add it as SQL with NOT VALID, and validate it in the next migration"],
        _ => [$"{Name(operation)} takes away or changes what the release before may use"],
    };

    private static IEnumerable<string> Index(CreateIndexOperation index)
    {
        if (index.FindAnnotation("Npgsql:CreatedConcurrently")?.Value is not true)
            yield return $"index {index.Name} is built under a lock: annotate it with Npgsql:CreatedConcurrently";
        if (index.IsUnique)
            yield return $"unique index {index.Name} refuses what the release before may write";
    }

    private static IEnumerable<string> Column(AddColumnOperation column)
    {
        var hasDefault = column.DefaultValue is not null || column.DefaultValueSql is not null;
        if (!column.IsNullable && !hasDefault)
            yield return $"column {column.Table}.{column.Name} is NOT NULL without a default: the release before does not fill it";
        if (column.ComputedColumnSql is not null || (column.DefaultValueSql is { } sql && SqlRules.IsVolatile(sql)))
            yield return $"column {column.Table}.{column.Name} is computed for each row: the table is rewritten under a lock";
    }

    private static IEnumerable<string> Column(AlterColumnOperation column)
    {
        var old = column.OldColumn;
        var name = $"{column.Table}.{column.Name}";
        if (old.IsNullable && !column.IsNullable)
            yield return $"column {name} becomes NOT NULL";
        if (!string.Equals(old.ColumnType, column.ColumnType, StringComparison.Ordinal) || old.ClrType != column.ClrType || old.MaxLength != column.MaxLength || old.Precision != column.Precision || old.Scale != column.Scale)
            yield return $"column {name} changes its type";
        if ((old.DefaultValue, old.DefaultValueSql) is not (null, null) && (column.DefaultValue, column.DefaultValueSql) is (null, null))
            yield return $"column {name} loses its default";
        if (old.ComputedColumnSql != column.ComputedColumnSql)
            yield return $"column {name} is computed in another way";
    }

    // A value may be added to a type; those that are there stay.
    private static IEnumerable<string> Enums(AlterDatabaseOperation database)
    {
        foreach (var old in database.OldDatabase.GetAnnotations().Where(annotation => annotation.Name.StartsWith("Npgsql:Enum:", StringComparison.Ordinal)))
        {
            var kept = Labels(database.FindAnnotation(old.Name));
            if (Labels(old).Except(kept, StringComparer.Ordinal).Any())
                yield return $"the type {old.Name.Split(':')[^1]} loses a value";
        }
    }

    private static string[] Labels(IAnnotation? annotation) => (annotation?.Value as string)?.Split(',') ?? [];

    private static string Name(MigrationOperation operation) => operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal);
}
