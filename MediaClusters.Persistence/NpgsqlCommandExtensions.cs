using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence;

/// <summary>Shorthand for named parameters, so that a statement and its values stand side by side.</summary>
internal static class NpgsqlCommandExtensions
{
    /// <summary>Seconds for what writes or removes many rows: more than the 15 s that the server gives a statement by default.</summary>
    public const int LongTimeout = 20;

    public static NpgsqlCommand With(this NpgsqlCommand command, params ReadOnlySpan<(string Name, object Value)> values)
    {
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    /// <summary>A value that may be null needs its type said.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, string name, NpgsqlDbType type, object? value)
    {
        command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
        return command;
    }

    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        batch.BatchCommands.Add(command);
        return command;
    }

    /// <summary>A value that may be null, and is not boxed.</summary>
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, string name, NpgsqlDbType type, T? value)
    {
        command.Parameters.Add(new NpgsqlParameter<T?>(name, type) { TypedValue = value });
        return command;
    }

    /// <summary>The next one of a statement with numbered parameters.</summary>
    public static NpgsqlParameterCollection AddNext<T>(this NpgsqlParameterCollection parameters, T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return parameters;
    }

    /// <summary>The column's value, or null.</summary>
    public static T? GetNullable<T>(this NpgsqlDataReader reader, int ordinal)
        => reader.IsDBNull(ordinal) ? default : reader.GetFieldValue<T>(ordinal);
}
