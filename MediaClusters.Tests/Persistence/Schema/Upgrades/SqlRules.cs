using System.Text.RegularExpressions;

namespace MediaClusters.Tests.Persistence.Schema.Upgrades;

/// <summary>What hand-written SQL of a migration may not contain. It reads words and no grammar, so it refuses rather too much.</summary>
internal static partial class SqlRules
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline;
    private const int Timeout = 1000;

    private static readonly (Regex Words, string Reason)[] Refused =
    [
        (Drop(), "drops something"),
        (Rename(), "renames something"),
        (Rows(), "changes or removes rows"),
        (Narrow(), "narrows a column"),
        (TypeChange(), "changes a type"),
        (Constraint(), "adds a constraint that looks through the table under a lock: use NOT VALID, and validate in the next migration"),
        (Index(), "builds an index under a lock: use CONCURRENTLY"),
        (UniqueIndex(), "builds a unique index, which refuses what the release before may write"),
        (NotNullColumn(), "adds a column that the release before does not fill"),
        (Hidden(), "runs code whose effect cannot be read here, locks, or takes away rights"),
    ];

    public static IEnumerable<string> Violations(string sql)
    {
        foreach (var statement in Comments().Replace(sql, " ").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var (_, reason) in Refused.Where(rule => rule.Words.IsMatch(statement)))
                yield return $"SQL {reason}: {statement.ReplaceLineEndings(" ")}";
        }
    }

    public static bool IsVolatile(string expression) => Volatile().IsMatch(expression);

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", Options, Timeout)]
    private static partial Regex Comments();

    // An index that is built concurrently is dropped first where an interrupted run left half of it.
    [GeneratedRegex(@"\bDROP\b(?!\s+INDEX\s+CONCURRENTLY\s+IF\s+EXISTS\b)", Options, Timeout)]
    private static partial Regex Drop();

    [GeneratedRegex(@"\bRENAME\b|\bSET\s+SCHEMA\b", Options, Timeout)]
    private static partial Regex Rename();

    [GeneratedRegex(@"\b(TRUNCATE|DELETE\s+FROM|MERGE\s+INTO)\b|\bUPDATE\s+(ONLY\s+)?[\w.""]+\s+(AS\s+\w+\s+|\w+\s+)?SET\b", Options, Timeout)]
    private static partial Regex Rows();

    [GeneratedRegex(@"\bSET\s+NOT\s+NULL\b", Options, Timeout)]
    private static partial Regex Narrow();

    [GeneratedRegex(@"\bALTER\s+TYPE\b(?!.*\bADD\s+VALUE\b)|\b(SET\s+DATA\s+)TYPE\b|\bALTER\s+(COLUMN\s+)?[\w""]+\s+TYPE\b", Options, Timeout)]
    private static partial Regex TypeChange();

    [GeneratedRegex(@"\bADD\s+(CONSTRAINT\b|CHECK\b|FOREIGN\b|UNIQUE\b|PRIMARY\b|EXCLUDE\b)(?!.*\bNOT\s+VALID\b)", Options, Timeout)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\bCREATE\s+(UNIQUE\s+)?INDEX\b(?!\s+CONCURRENTLY\b)|\bREINDEX\b(?!.*\bCONCURRENTLY\b)", Options, Timeout)]
    private static partial Regex Index();

    [GeneratedRegex(@"\bCREATE\s+UNIQUE\s+INDEX\b", Options, Timeout)]
    private static partial Regex UniqueIndex();

    [GeneratedRegex(@"\bADD\s+(COLUMN\s+)?(?!CONSTRAINT\b|VALUE\b)[^,]*\bNOT\s+NULL\b(?![^,]*\bDEFAULT\b)(?<!\bDEFAULT\b[^,]*)", Options, Timeout)]
    private static partial Regex NotNullColumn();

    [GeneratedRegex(@"\bDO\s+(LANGUAGE\b|\$|')|\bEXECUTE\b|\bCALL\b|\bLOCK\s+(TABLE\b|\w)|\bREVOKE\b|\bVACUUM\s+FULL\b|\bCLUSTER\s+\w|\bOWNER\s+TO\b|\b(ENABLE|FORCE)\s+(ROW|TRIGGER)\b|\bCREATE\s+(OR\s+REPLACE\s+)?(TRIGGER|RULE|FUNCTION|PROCEDURE)\b", Options, Timeout)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"random|clock_timestamp|uuid|nextval|timeofday", Options, Timeout)]
    private static partial Regex Volatile();
}
