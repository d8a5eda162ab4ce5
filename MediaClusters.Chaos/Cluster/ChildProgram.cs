namespace MediaClusters.Chaos.Cluster;

/// <summary>What to run as a process of its own, which does not outlive this one, however this one ends.</summary>
internal sealed record ChildProgram(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>All that the program is told by variables, beside what programs need to run at all.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A library that comes before the program's own; null for none. For the program alone, not for those that lead to it.</summary>
    public string? Preload { get; init; }

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Who it runs as; null for this process' user.</summary>
    public UnixUser? User { get; init; }

    /// <summary>The process whose mounts it sees; null for this one's.</summary>
    public int? MountsOf { get; init; }

    /// <summary>What it gets when this process has gone; null for nothing, for who sees to that by itself.</summary>
    public string? DeathSignal { get; init; } = "KILL";

    /// <summary>The whole command: a session of its own, so that Ctrl+C reaches this process alone. Other mounts come with their root as the working directory.</summary>
    public IEnumerable<string> Command() =>
    [
        "setsid",
        .. MountsOf is { } process ? (string[])["nsenter", "--mount", "--target", $"{process}", "env", "--chdir", WorkingDirectory] : [],
        "setpriv",
        .. User is { } user ? (string[])["--reuid", $"{user.UserId}", "--regid", $"{user.GroupId}", "--clear-groups"] : [],
        .. DeathSignal is { } signal ? (string[])["--pdeathsig", signal] : [],
        .. Preload is { } library ? (string[])["env", $"LD_PRELOAD={library}"] : [],
        FileName, .. Arguments,
    ];
}
