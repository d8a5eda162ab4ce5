namespace MediaClusters.LoadTests.Graph;

/// <summary>What the graph's services and servers are told beside what the AppHost tells them.</summary>
/// <param name="Workers">Worker processes; null for as many as the AppHost says.</param>
/// <param name="Environment">Resource, variable and value.</param>
/// <param name="SharedBuffers">What Postgres keeps of its tables in memory of its own, in its own units; null for its default.</param>
internal sealed record GraphSettings(int? Workers, IReadOnlyList<(string Resource, string Name, string Value)> Environment, string? SharedBuffers = null)
{
    public static GraphSettings AsDescribed { get; } = new(null, []);

    /// <summary>
    /// Services as in production, but without TLS to the graph's own servers; one worker process, no pets but those that are
    /// seeded, and nobody writes a log. Postgres has the shared buffers that a managed server would have: its default of 128 MB
    /// holds less than half of the bodies of 100,000 pets.
    /// </summary>
    public static GraphSettings ForLoad { get; } = new(
        1,
        [
            ("migrations", "Seed__Enabled", "false"),
            .. from service in (string[])["api", "worker"]
               from setting in ((string, string)[])
               [
                   ("ASPNETCORE_ENVIRONMENT", "Production"), ("DOTNET_ENVIRONMENT", "Production"),
                   ("Database__SslMode", "Disable"), ("Database__MaxPoolSize", "20"), ("Logging__LogLevel__Default", "Warning"),
               ]
               select (service, setting.Item1, setting.Item2),
        ],
        SharedBuffers: "2GB");
}
