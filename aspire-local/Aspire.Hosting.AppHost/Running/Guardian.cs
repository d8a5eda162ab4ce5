using System.Diagnostics;
using System.Security.Cryptography;

namespace Aspire.Hosting.Running;

/// <summary>
/// The companion process (guardian.sh) that stops everything when this one is killed. It notices by the end
/// of its standard input. Should it die itself, a new one is started and told everything again.
/// </summary>
internal sealed class Guardian : IDisposable
{
    /// <summary>The environment variable that every process of a run has.</summary>
    public const string Mark = "ASPIRE_LOCAL_RUN";

    private readonly Lock _lock = new();
    private readonly Dictionary<int, string> _processes = [];
    private readonly List<string> _directories = [];
    private Process? _process;
    private bool _disposed;

    public string RunId { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Is there from the first process on.</summary>
    public void Ensure()
    {
        lock (_lock)
        {
            if (_process is null)
                Start();
        }
    }

    public void Add(int processGroup, string signal) => Tell(() => _processes[processGroup] = signal, $"add {signal} {processGroup}");

    public void Remove(int processGroup) => Tell(() => _processes.Remove(processGroup), $"remove {processGroup}");

    /// <summary>Removes the folder once nobody uses it any more.</summary>
    public void Protect(string directory) => Tell(() => _directories.Add(directory), $"directory {directory}");

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _process?.StandardInput.Close();
        }
    }

    private void Tell(Action remember, string message)
    {
        lock (_lock)
        {
            Ensure();
            remember();
            Send(message);
        }
    }

    private void Start()
    {
        using var stream = typeof(Guardian).Assembly.GetManifestResourceStream("guardian.sh")!;
        using var reader = new StreamReader(stream);

        var start = Sessions.StartInfo("sh", ["-c", reader.ReadToEnd(), "aspire-guardian", Mark, RunId]);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = "/";

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => Restart();
        _process.Start();
    }

    private void Restart()
    {
        lock (_lock)
        {
            if (_disposed)
                return;

            _process!.Dispose();
            Start();

            foreach (var (id, signal) in _processes)
                Send($"add {signal} {id}");

            foreach (var directory in _directories)
                Send($"directory {directory}");
        }
    }

    private void Send(string message)
    {
        try
        {
            _process!.StandardInput.Write(message + "\n");
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has just died: the next one is told everything from the start.
        }
    }
}
