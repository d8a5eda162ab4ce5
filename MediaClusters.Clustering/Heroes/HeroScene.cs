namespace MediaClusters.Clustering.Heroes;

/// <summary>What heroes of one run share.</summary>
/// <param name="newest">When the pet's newest photo was taken, or null when no photo tells.</param>
internal sealed class HeroScene(DateTimeOffset? newest)
{
    private readonly HashSet<string> _poses = new(StringComparer.Ordinal);

    /// <summary>When the pet's newest photo was taken, or null when no photo tells.</summary>
    public DateTimeOffset? Newest => newest;

    /// <summary>Whether a hero shows the pose; no pose is never shown.</summary>
    public bool Shows(string? pose) => pose is not null && _poses.Contains(pose);

    public void Show(string? pose)
    {
        if (pose is not null)
            _poses.Add(pose);
    }
}
