using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>
/// How services connect to Postgres. A value that the connection string states wins over these, except
/// where a host asks for its own statement timeout.
/// </summary>
public sealed class DatabaseOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Database";

    /// <summary>Connections a process opens at most, 4 to 100: a worker holds one for its signals alone. Default: 5 in Development, else 20.</summary>
    [Range(4, 100)]
    public int MaxPoolSize { get; set; } = 20;

    /// <summary>How long the server works on one statement; zero is without limit. Default: 30 s in Development, else 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Statements a connection keeps prepared, so that the server plans each of them once; none behind a
    /// <see cref="Pooler"/>. Default: 64.
    /// </summary>
    [Range(0, 1000)]
    public int PreparedStatements { get; set; } = 64;

    /// <summary>
    /// Transaction where a pooler in transaction mode stands between service and server: nothing is sent then that outlives a
    /// transaction, and workers poll instead of listening. Default: None.
    /// </summary>
    [EnumDataType(typeof(DatabasePooler))]
    public DatabasePooler Pooler { get; set; }

    /// <summary>Default: VerifyFull where a certificate authority is given, here or in the connection string; else Disable in Development, Require elsewhere.</summary>
    [EnumDataType(typeof(SslMode))]
    public SslMode? SslMode { get; set; }

    /// <summary>Refuses to start with a connection string that lets the server be spoken to in the clear. Default: false, a warning outside Development.</summary>
    public bool RequireTls { get; set; }

    /// <summary>File with the certificate authority that signs the server's certificate. Default: none.</summary>
    public string? RootCertificate { get; set; }

    /// <summary>The mode where nothing states one.</summary>
    internal SslMode DefaultSslMode { get; private init; } = Npgsql.SslMode.Require;

    internal static DatabaseOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = environment.IsDevelopment()
            ? new DatabaseOptions { MaxPoolSize = 5, StatementTimeout = TimeSpan.FromSeconds(30), DefaultSslMode = Npgsql.SslMode.Disable }
            : new DatabaseOptions();
        configuration.GetSection(SectionName).Bind(options);
        return options;
    }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RootCertificate is { Length: > 0 } file && RootCertificates.Fault(file) is { } fault)
            yield return new ValidationResult($"{nameof(RootCertificate)} {fault}.", [nameof(RootCertificate)]);
    }
}
