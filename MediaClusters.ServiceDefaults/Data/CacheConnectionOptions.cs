using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>How services connect to Redis, beside what the connection string states.</summary>
public sealed class CacheConnectionOptions : IValidatableObject
{
    /// <summary>The configuration section, which the cache's own settings are in as well.</summary>
    public const string SectionName = "Cache";

    /// <summary>
    /// File (PEM) with the certificate authorities that may sign the server's certificate, and no others then; needs
    /// a connection with TLS. Default: none, the system's authorities are trusted.
    /// </summary>
    public string? RootCertificate { get; set; }

    internal static CacheConnectionOptions Read(IConfiguration configuration) =>
        configuration.GetSection(SectionName).Get<CacheConnectionOptions>() ?? new();

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RootCertificate is { Length: > 0 } file && RootCertificates.Fault(file) is { } fault)
            yield return new ValidationResult($"{nameof(RootCertificate)} {fault}.", [nameof(RootCertificate)]);
    }
}
