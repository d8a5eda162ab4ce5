using System.Diagnostics;
using System.Globalization;

namespace AspireLocal.Tests;

/// <summary>The sample AppHost as a process of its own, as a user starts it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly CancellationTokenSource _limit = new(Graph.Patience);
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Process Process => _process;

    public string Output
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _lines);
        }
    }

    public static HostProcess Start(string[] args, Dictionary<string, string?>? environment = null, string umask = "022", string? wrapper = null)
    {
        var start = new ProcessStartInfo(wrapper ?? "/bin/sh", [.. wrapper is null ? ["-c", $"umask {umask}; exec \"$@\"", "sh"] : (string[])["run"], Dotnet(), typeof(Projects.Sample_AppHost).Assembly.Location, "--Console=true", .. args])
        {
            WorkingDirectory = wrapper is null ? "" : Path.GetDirectoryName(wrapper),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        start.Environment["DOTNET_ENVIRONMENT"] = "Development";

        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;

        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>The process of a resource, once it is healthy.</summary>
    public async Task<Process> HealthyAsync(string resource)
    {
        var line = await LineAsync(l => l.StartsWith($"STATE {resource} Running Healthy ", StringComparison.Ordinal));
        return Process.GetProcessById(int.Parse(line.Split(' ')[4], CultureInfo.InvariantCulture));
    }

    public async Task<string> LineAsync(Func<string, bool> condition)
    {
        while (true)
        {
            Task changed;

            lock (_lock)
            {
                if (_lines.Find(l => condition(l)) is { } line)
                    return line;

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(_limit.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"The line did not come. The output was:\n{Output}", e);
            }
        }
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(_limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Every process below this one or started by it, whatever became of its parents.</summary>
    public IReadOnlyList<Process> Descendants() => [.. Family(_process.Id).Select(Process.GetProcessById)];

    public static Task AllGoneAsync(IEnumerable<Process> processes, TimeSpan limit) =>
        Task.WhenAll(processes.Select(p => p.WaitForExitAsync())).WaitAsync(limit);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();

        await _process.WaitForExitAsync();
        _process.Dispose();
        _limit.Dispose();
    }

    private static string Dotnet() => Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet";

    private void Add(string? line)
    {
        if (line is null)
            return;

        lock (_lock)
        {
            _lines.Add(line);
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static IEnumerable<int> Family(int parent)
    {
        foreach (var task in Directory.GetDirectories($"/proc/{parent}/task"))
        {
            foreach (var child in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => int.Parse(c, CultureInfo.InvariantCulture)))
            {
                yield return child;

                foreach (var grandchild in Family(child))
                    yield return grandchild;
            }
        }
    }
}
