using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.ServiceDefaults.Data.Tls;

/// <summary>One certificate that is right for localhost, and each kind that is not.</summary>
public sealed class Certificates : IDisposable
{
    public const string Good = "good";
    public const string OtherAuthority = "other authority";
    public const string OtherHost = "other host";
    public const string Expired = "expired";

    private readonly TestAuthority _authority = new("authority");
    private readonly TestAuthority _stranger = new("stranger");

    /// <summary>File of the authority that signed all but one of them.</summary>
    public string Authority => _authority.File;

    internal TestCertificate this[string kind] => kind switch
    {
        OtherAuthority => _stranger.Issue("localhost"),
        OtherHost => _authority.Issue("elsewhere.example"),
        Expired => _authority.Issue("localhost", expired: true),
        _ => _authority.Issue("localhost"),
    };

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }
}
