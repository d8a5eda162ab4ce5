namespace MediaClusters.ServiceDefaults.Authentication;

/// <summary>The authorization policies of internal routes.</summary>
public static class InternalTokenPolicies
{
    /// <summary>Any valid token.</summary>
    public const string Read = "internal-read";

    /// <summary>A valid token that is not read-only.</summary>
    public const string Write = "internal-write";
}
