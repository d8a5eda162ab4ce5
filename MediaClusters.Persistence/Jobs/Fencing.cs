namespace MediaClusters.Persistence.Jobs;

/// <summary>
/// Lets the chaos suite show that it would notice if attempts could write what they no longer hold. In a Release build there
/// is no such switch: statements are as they are.
/// </summary>
public static class Fencing
{
#if DEBUG
    private const string Variable = "MEDIACLUSTERS_WITHOUT_FENCING";

    /// <summary>Whether this process' attempts write whether or not they hold their job.</summary>
    public static bool IsRemoved { get; } = string.Equals(Environment.GetEnvironmentVariable(Variable), "1", StringComparison.Ordinal);

    internal static string Of(string sql) => IsRemoved ? sql.Replace(JobSql.Fence, "j.id = @id", StringComparison.Ordinal) : sql;
#else
    /// <summary>Whether this process' attempts write whether or not they hold their job: never.</summary>
    public static bool IsRemoved => false;

    internal static string Of(string sql) => sql;
#endif
}
