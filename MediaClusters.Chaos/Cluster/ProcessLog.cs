using System.Globalization;

namespace MediaClusters.Chaos.Cluster;

/// <summary>What all processes of one name said, each line with the run's time; in a file when there is a folder for it.</summary>
internal sealed class ProcessLog : IDisposable
{
    private const int Kept = 20;

    private readonly Lock _lock = new();
    private readonly Queue<string> _last = new();
    private readonly ChaosClock _clock;
    private readonly StreamWriter? _file;
    private bool _disposed;

    public ProcessLog(string name, string? folder, ChaosClock clock)
    {
        _clock = clock;
        if (folder is not null)
            _file = new StreamWriter(Path.Combine(Directory.CreateDirectory(folder).FullName, $"{name}.log")) { AutoFlush = true };
    }

    /// <summary>The last lines, for who has to say why something failed.</summary>
    public string Tail
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _last);
        }
    }

    public void Write(string line)
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _last.Enqueue(line);
            if (_last.Count > Kept)
                _last.Dequeue();
            _file?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalSeconds,9:F3} {line}"));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _file?.Dispose();
        }
    }
}
