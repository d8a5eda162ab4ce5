namespace MediaClusters.ServiceDefaults.Authentication;

/// <summary>The tokens that callers may send in the header <c>X-Internal-Token</c>.</summary>
public sealed class InternalTokenOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Authentication";

    /// <summary>One entry a caller; two entries for one caller while its token is being replaced. Default: none, which no host accepts.</summary>
    public IList<InternalToken> Tokens { get; } = [];

    /// <summary>
    /// JSON file in the form of appsettings.json whose <c>Authentication:Tokens</c> replace all others, and are read again
    /// within seconds when the file changes. Default: none.
    /// </summary>
    public string? TokensFile { get; set; }
}

/// <summary>One caller's token.</summary>
public sealed class InternalToken
{
    /// <summary>Who the caller is, as logs show it. Unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>The secret: 32 to 256 characters (in Development any length from one). Unique.</summary>
    public string Value { get; set; } = "";

    /// <summary>Whether the caller may only read. Default: false.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>Requests a second the caller may make in the long run, 0.01 to 100,000; what goes beyond is answered 429. Default: 0, no limit.</summary>
    public double RequestsPerSecond { get; set; }

    /// <summary>Requests that may come at once, 1 to 100,000. Default: 0, those of one second.</summary>
    public int Burst { get; set; }

    /// <summary>Bytes a body of the caller's may have; what is larger is answered 413. Lowers what a route takes, and never raises it. Default: what the route takes.</summary>
    public long? MaxBodyBytes { get; set; }
}
