using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>
/// Decides whether Redis' certificate is trusted, and says why where it is not: the client itself goes on trying,
/// and a service without its cache goes on answering.
/// </summary>
/// <param name="rootCertificate">File with the authorities to trust instead of the system's; null for the system's.</param>
/// <param name="logger">Where a refusal is told.</param>
internal sealed class CacheCertificates(string? rootCertificate, ILogger<CacheCertificates> logger)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly X509Certificate2Collection? _authorities =
        rootCertificate is { Length: > 0 } ? RootCertificates.Read(rootCertificate) : null;

    private string? _told;

    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var reason = Refusal(certificate as X509Certificate2, chain, errors);

        // The client comes back every few seconds: once is enough, until something changes.
        if (Interlocked.Exchange(ref _told, reason) != reason && reason is not null)
            Log.CacheCertificateRefused(logger, reason);
        return reason is null;
    }

    private string? Refusal(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return "it has none";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return "it is for another host";
        if (_authorities is null)
            return errors == SslPolicyErrors.None ? null : Describe(chain);

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        if (chain is not null)
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return own.Build(certificate) ? null : Describe(own);
    }

    private static string Describe(X509Chain? chain) =>
        chain is { ChainStatus.Length: > 0 } ? string.Join(", ", chain.ChainStatus.Select(status => status.Status)) : "its authority is not known";
}
