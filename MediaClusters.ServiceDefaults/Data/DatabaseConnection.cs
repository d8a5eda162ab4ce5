using System.Globalization;
using Npgsql;

namespace MediaClusters.ServiceDefaults.Data;

/// <summary>Completes a connection string with the options' values where it is silent.</summary>
internal static class DatabaseConnection
{
    private const string StatementTimeout = "statement_timeout";

    // Seconds. Npgsql heeds no token while it waits for a silent server to answer its first message.
    private const int ConnectTimeout = 5;

    // Milliseconds that the server has to say what became of a statement that was given up, before its connection is.
    private const int CancellationTimeout = 1_000;

    // Seconds. A peer that is gone is noticed where nothing else is sent. Npgsql's own keepalive would wait for the answer of
    // each idle connection on a thread of the pool, for as long as a statement may take: PoolWatch asks instead.
    private const int TcpKeepAliveTime = 15;
    private const int TcpKeepAliveInterval = 5;

    // What is asked once, by a person or at start, takes no place among the prepared statements.
    private const int UsesBeforePreparing = 2;

    public static string Complete(
        string connectionString, DatabaseOptions options, string applicationName, TimeSpan? statementTimeout = null, TimeSpan? patience = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        var stated = builder.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var isPooled = options.Pooler == DatabasePooler.Transaction;

        if (!stated.Contains("Maximum Pool Size"))
            builder.MaxPoolSize = options.MaxPoolSize;
        if (!stated.Contains("Application Name"))
            builder.ApplicationName = applicationName;
        if (!stated.Contains("Tcp Keepalive Time") && !stated.Contains("Tcp Keepalive"))
            (builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (TcpKeepAliveTime, TcpKeepAliveInterval);
        if (!stated.Contains("Timeout"))
            builder.Timeout = ConnectTimeout;
        if (!stated.Contains("Cancellation Timeout"))
            builder.CancellationTimeout = CancellationTimeout;
        if (!stated.Contains("Max Auto Prepare"))
            builder.MaxAutoPrepare = isPooled ? 0 : options.PreparedStatements;
        if (!stated.Contains("Auto Prepare Min Usages"))
            builder.AutoPrepareMinUsages = UsesBeforePreparing;
        // Sessions leave nothing behind: settings are LOCAL, locks the transaction's, and who listened stops listening. Resetting them took a third of a read's time.
        if (!stated.Contains("No Reset On Close"))
            builder.NoResetOnClose = true;
        // Otherwise Npgsql looks for Kerberos' encryption first, and complains on the console where its library is missing.
        if (!stated.Contains("GSS Encryption Mode"))
            builder.GssEncryptionMode = GssEncryptionMode.Disable;
        if (!stated.Contains("Root Certificate") && options.RootCertificate is { Length: > 0 } certificate)
            builder.RootCertificate = certificate;
        if (!stated.Contains("SSL Mode"))
            builder.SslMode = options.SslMode ?? (builder.RootCertificate is { Length: > 0 } ? SslMode.VerifyFull : options.DefaultSslMode);

        var timeout = statementTimeout ?? options.StatementTimeout;
        if (isPooled)
        {
            // A pooler takes no settings along with a connection: the client gives up and has the server cancel.
            if (!stated.Contains("Command Timeout"))
                builder.CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds);
        }
        else if (statementTimeout is not null || !(builder.Options?.Contains(StatementTimeout, StringComparison.Ordinal) ?? false))
        {
            // The last -c of a name is the one the server takes.
            builder.Options = string.Create(CultureInfo.InvariantCulture, $"{builder.Options} -c {StatementTimeout}={(long)timeout.TotalMilliseconds}").TrimStart();

            // The client waits a little longer than the server, so that the server's own error arrives.
            if (statementTimeout is not null || !stated.Contains("Command Timeout"))
                builder.CommandTimeout = timeout == TimeSpan.Zero ? 0 : (int)timeout.TotalSeconds + 5;
        }

        if (patience is { } limit && !stated.Contains("Command Timeout") && (builder.CommandTimeout == 0 || builder.CommandTimeout > limit.TotalSeconds))
            builder.CommandTimeout = (int)Math.Ceiling(limit.TotalSeconds);
        return builder.ConnectionString;
    }

    /// <summary>Refuses a text that Npgsql cannot read, without Npgsql's message: it repeats what follows a ';' in a password.</summary>
    /// <exception cref="FormatException">It is no connection string.</exception>
    public static string Check(string connectionString, string key)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(connectionString);
            return connectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw Unreadable(key);
        }
    }

    /// <summary>What the connection string asks for and a pooler in transaction mode cannot give; null for nothing.</summary>
    public static string? FindSessionSetting(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        return builder switch
        {
            { Options.Length: > 0 } => "Options",
            { SearchPath.Length: > 0 } => "Search Path",
            { MaxAutoPrepare: > 0 } => "Max Auto Prepare",
            { NoResetOnClose: false } => "No Reset On Close=false",
            _ => null,
        };
    }

    public static int PoolSize(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).MaxPoolSize;

    /// <summary>Whether the server may be spoken to in the clear.</summary>
    public static bool AllowsPlainText(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        return builder.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer;
    }

    private static FormatException Unreadable(string key) =>
        new($"{key} cannot be read: it must look like Host=…;Database=…;Username=…;Password=…, a value with a ';' between quotes, or be a URL.");
}
