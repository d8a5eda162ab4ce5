using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>Reads the certificate authorities that an operator names by file.</summary>
internal static class RootCertificates
{
    /// <summary>What is wrong with the file, for an operator; null when it has certificates.</summary>
    public static string? Fault(string file)
    {
        try
        {
            return File.Exists(file)
                ? Read(file).Count > 0 ? null : "names a file without a certificate in PEM form"
                : "names a file that does not exist";
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return "names a file that cannot be read as certificates in PEM form";
        }
    }

    public static X509Certificate2Collection Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }
}
