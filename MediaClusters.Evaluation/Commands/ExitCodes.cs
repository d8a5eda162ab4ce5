namespace MediaClusters.Evaluation.Commands;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The gate is missed, or the work failed.</summary>
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>What a shell gives a process that Ctrl+C ended.</summary>
    public const int Interrupted = 130;
}
