namespace MediaClusters.Persistence.Jobs;

/// <summary>Why jobs fail for good, as the column <c>failure</c> has it.</summary>
public static class JobFailures
{
    /// <summary>The photos cannot be clustered; no retry mends that.</summary>
    public const string Input = "input";

    /// <summary>The last attempt ended with an error.</summary>
    public const string Attempts = "attempts";

    /// <summary>The last attempt's lease ran out: its worker died or fell silent.</summary>
    public const string Crashed = "crashed";

    /// <summary>A caller took it back before it ran.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It would have been queued again, had the pet not had another queued job.</summary>
    public const string Superseded = "superseded";

    public static IReadOnlyList<string> All { get; } = [Input, Attempts, Crashed, Cancelled, Superseded];

    /// <summary>All of them as a list of SQL's.</summary>
    internal const string Quoted = $"'{Input}', '{Attempts}', '{Crashed}', '{Cancelled}', '{Superseded}'";
}
