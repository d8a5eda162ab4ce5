namespace MediaClusters.LoadTests.Runs;

/// <summary>Scenarios and figures that goals or shares refer to.</summary>
internal static class Names
{
    public const string Constant = "bare Kestrel, 8 kB";
    public const string Median = "bare Kestrel, a median body";
    public const string RedisGet = "bare Redis GET";
    public const string PointRead = "bare Npgsql point read";

    public const string Latest = "latest, cached";
    public const string LatestHalf = "latest, cached, half the rate";
    public const string FromPostgres = "latest, from Postgres";
    public const string FromPostgresHalf = "latest, from Postgres, half the rate";
    public const string FromPostgresCompressed = "latest, from Postgres, callers that take br";
    public const string FromPostgresCompressedHalf = "latest, from Postgres, callers that take br, half the rate";
    public const string Persist1 = "persist, 1 caller";
    public const string Persist8 = "persist, 8 callers";
    public const string Visible = "enqueue to visible";

    public const string PgbenchPersist1 = "pgbench persist, 1 client";
    public const string PgbenchPersist8 = "pgbench persist, 8 clients";
    public const string JobsRate = "jobs of 100 photos a second";
    public const string BytesPerRead = "bytes allocated a cached read";
    public const string LargeBytes = "large objects' heap, growth over the cached reads";
    public const string StartUp = "API's start to ready, ms";
    public const string Resident = "API's resident memory, MB";

    public static string AtSize(string scenario, int pets) => FormattableString.Invariant($"{scenario}, {pets:N0} pets");
}
