namespace MediaClusters.Persistence.Legacy;

/// <summary>The stub's keys in Redis.</summary>
public static class LegacyKeys
{
    /// <summary>Followed by the pet's id, as the stub was given it.</summary>
    public const string Prefix = "sploot.media.clusters:state:";

    /// <summary>The key of a pet whose id is a UUID, in lower case.</summary>
    public static string State(Guid petId) => $"{Prefix}{petId}";
}
