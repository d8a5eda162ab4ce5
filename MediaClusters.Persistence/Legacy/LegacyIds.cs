namespace MediaClusters.Persistence.Legacy;

/// <summary>Makes UUIDs of the stub's ids.</summary>
public static class LegacyIds
{
    /// <summary>The id itself where it is a UUID, with or without hyphens and in either case; else its name-based UUID.</summary>
    public static Guid ToUuid(string id, Guid namespaceId)
        => IsUuid(id, out var uuid) ? uuid : NameBasedUuid.Create(namespaceId, id);

    // The framework passes over white space around an id, which makes it another id.
    public static bool IsUuid(string id, out Guid uuid)
    {
        uuid = default;
        return (id.Length == 36 && Guid.TryParseExact(id, "D", out uuid)) || (id.Length == 32 && Guid.TryParseExact(id, "N", out uuid));
    }
}
