namespace Aspire.Hosting.Running;

/// <summary>The environment of a server: nothing of the host's but what programs need to run at all.</summary>
internal static class ServerEnvironment
{
    public static Dictionary<string, string?> Create() => new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH"),
        ["TZ"] = "UTC",
        ["LC_ALL"] = "C",
    };
}
