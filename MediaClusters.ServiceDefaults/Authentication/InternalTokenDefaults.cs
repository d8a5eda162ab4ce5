namespace MediaClusters.ServiceDefaults.Authentication;

/// <summary>Names that callers and tests share with the service.</summary>
public static class InternalTokenDefaults
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "InternalToken";

    /// <summary>The request header.</summary>
    public const string HeaderName = "X-Internal-Token";

    internal const string AccessClaim = "access";
    internal const string ReadAccess = "read";
    internal const string WriteAccess = "write";
}
