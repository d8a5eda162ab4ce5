namespace MediaClusters.Persistence.Schema;

/// <summary>
/// Marks a migration that takes away what no release in service uses any more; without it a test refuses what the
/// release before could not live with. See docs/operations/upgrades.md.
/// </summary>
/// <param name="reason">What goes, and since which release nothing uses it.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ContractStepAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}
