namespace MediaClusters.Persistence.Legacy;

/// <summary>How the stub's ids are read.</summary>
public sealed class LegacyOptions
{
    public const string SectionName = "Legacy";

    /// <summary>The name-based UUID of <c>urn:sploot:media-clusters:legacy-ids</c> in the namespace of URLs.</summary>
    public static readonly Guid DefaultNamespace = new("489d7710-17ad-5278-9a79-b7d696fc148f");

    /// <summary>
    /// Namespace of the name-based UUIDs that ids become which are none; default <see cref="DefaultNamespace"/>. The same
    /// for every service and the import, and never changed: the same id has to become the same UUID everywhere.
    /// </summary>
    public Guid Namespace { get; set; } = DefaultNamespace;
}
