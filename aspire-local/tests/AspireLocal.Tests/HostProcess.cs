using System.Diagnostics;
using System.Globalization;

namespace AspireLocal.Tests;

/// <summary>The sample AppHost as a process of its own, as a user starts it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const string Mark = "ASPIRE_LOCAL_TEST";
    private readonly Process _process;
    private readonly string _mark;
    private readonly CancellationTokenSource _limit = new(Graph.Patience);
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process, string mark)
    {
        _process = process;
        _mark = mark;
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
        // Tests that a script runs in the background ignore the interrupt, and so would the host.
        var start = new ProcessStartInfo(wrapper ?? "/bin/sh", [.. wrapper is null ? ["-c", $"umask {umask}; exec /usr/bin/env --default-signal=INT \"$@\"", "sh"] : (string[])["run"], Dotnet(), typeof(Projects.Sample_AppHost).Assembly.Location, "--Console=true", .. args])
        {
            WorkingDirectory = wrapper is null ? "" : Path.GetDirectoryName(wrapper),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        start.Environment["DOTNET_ENVIRONMENT"] = "Development";

        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;

        var mark = Guid.NewGuid().ToString();
        start.Environment[Mark] = mark;
        return new HostProcess(Process.Start(start)!, $"{Mark}={mark}");
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
    public IReadOnlyList<RunningProcess> Descendants() => RunningProcess.Below(_process.Id);

    /// <summary>The guardian, or the one that comes after another.</summary>
    public async Task<RunningProcess> GuardianAsync(RunningProcess? after = null)
    {
        // Only the host's own child: what a guardian starts bears its command line for a moment, too.
        RunningProcess? guardian = null;
        await RunningProcess.UntilAsync(
            () => (guardian = RunningProcess.All().FirstOrDefault(p => p.Parent == _process.Id && p.Id != after?.Id && p.Read("cmdline").Contains("\0aspire-guardian\0", StringComparison.Ordinal))) is not null,
            Graph.Patience);
        return guardian!;
    }

    public static Task AllGoneAsync(IReadOnlyList<RunningProcess> processes, TimeSpan limit) =>
        RunningProcess.UntilAsync(() => processes.All(p => p.HasEnded), limit, () => string.Join('\n', processes.Where(p => !p.HasEnded)));

    /// <summary>Ends when everything of this run has, so that the next test finds its ports and folders free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();

        await _process.WaitForExitAsync();

        // Services and the guardian bear the mark, which ends last, after the servers.
        await RunningProcess.UntilAsync(() => !RunningProcess.All().Any(p => p.Read("environ").Contains(_mark, StringComparison.Ordinal)), Graph.Patience);
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

}
