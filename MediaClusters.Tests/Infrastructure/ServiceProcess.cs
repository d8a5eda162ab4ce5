using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using MediaClusters.Tests.Graph;

namespace MediaClusters.Tests.Infrastructure;

/// <summary>One of the product's programs as a process of its own, in Production, and everything it says.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    // What is meant for the test run itself.
    private static readonly string[] NotInherited = ["ASPNETCORE_", "DOTNET_ENVIRONMENT", "DOTNET_STARTUP_HOOKS", "VSTEST", "CORECLR_", "ConnectionStrings__", "OTEL_"];

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private ServiceProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        CommandLine = File.Exists($"/proc/{_process.Id}/cmdline") ? File.ReadAllText($"/proc/{_process.Id}/cmdline") : "";
    }

    public int Id => _process.Id;

    public string CommandLine { get; }

    /// <summary>Standard output and error.</summary>
    public string Output => string.Join('\n', _lines);

    public static ServiceProcess Start<TProject>(IEnumerable<(string Name, string? Value)> environment, params string[] arguments)
        where TProject : IProjectMetadata, new()
    {
        var project = new TProject().ProjectPath;
        var start = new ProcessStartInfo(Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet")))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(project),
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, $"{Path.GetFileNameWithoutExtension(project)}.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => NotInherited.Any(own => name.StartsWith(own, StringComparison.OrdinalIgnoreCase))).ToArray())
            start.Environment.Remove(name);
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(start);
    }

    /// <summary>Calls the service once it listens.</summary>
    public async Task<HttpClient> ListeningAsync()
    {
        var line = await GraphFixture.EventuallyAsync(() => Task.FromResult(Listening().Match(Output)), match => match.Success || _process.HasExited);
        return line.Success
            ? new HttpClient { BaseAddress = new Uri(line.Groups["url"].Value) }
            : throw new InvalidOperationException($"The service does not listen:\n{Output}");
    }

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(GraphFixture.Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends it as an orchestrator does.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync();
        return await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }

    [GeneratedRegex(@"Now listening on: (?<url>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
