namespace MediaClusters.Tests.Operations;

/// <summary>What operators load and read, copied beside the tests: deploy/prometheus, deploy/grafana and the runbooks.</summary>
internal static class OperationsFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Operations");

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));
}
