using System.Diagnostics;
using MediaClusters.LoadTests.Graph;

namespace MediaClusters.LoadTests.Backfill;

/// <summary>The migration service as an operator starts it; its lines go to the console.</summary>
internal sealed class MigrationProcess : IDisposable
{
    private readonly Process _process;

    private MigrationProcess(Process process) => _process = process;

    public static MigrationProcess Start(LoadGraph graph, params IEnumerable<string> arguments)
    {
        var project = Path.GetDirectoryName(new Projects.MediaClusters_MigrationService().ProjectPath)!;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(project, "bin", folder.Parent!.Name, folder.Name, "MediaClusters.MigrationService.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { WorkingDirectory = project };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ConnectionStrings__media-clusters"] = graph.Database;
        start.Environment["ConnectionStrings__cache"] = graph.Redis;
        return new(Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start."));
    }

    public bool HasExited => _process.HasExited;

    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
