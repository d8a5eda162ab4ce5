namespace MediaClusters.MigrationService;

/// <summary>What the process tells the orchestrator.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>An import that is done but for states that cannot be read.</summary>
    public const int Unreadable = 3;
}
