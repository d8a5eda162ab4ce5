namespace MediaClusters.LoadTests.Graph;

/// <summary>What the graph's services are told beside what the AppHost tells them.</summary>
/// <param name="Workers">Worker processes; null for as many as the AppHost says.</param>
/// <param name="Environment">Resource, variable and value.</param>
internal sealed record GraphSettings(int? Workers, IReadOnlyList<(string Resource, string Name, string Value)> Environment)
{
    public static GraphSettings AsDescribed { get; } = new(null, []);

    /// <summary>Services as in production, but without TLS to the graph's own servers; one worker process, no pets but those that are seeded, and nobody writes a log.</summary>
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
        ]);
}
