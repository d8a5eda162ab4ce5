namespace MediaClusters.Chaos.Cluster;

/// <summary>A server of the run's own: whoever stops it starts it again, and an end that nobody asked for is written down.</summary>
internal abstract class Server(string name, ProcessLog log, ProcessExits exits) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ChildProcess? _process;
    private int? _expected;
    private bool _mayEnd;

    public string Name => name;

    public bool IsRunning => _process is { Exited.IsCompleted: false };

    public int Id => _process?.Id ?? 0;

    public long ResidentBytes => _process?.ResidentBytes ?? 0;

    protected abstract ChildProgram Program { get; }

    /// <summary>Returns when it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _expected = null;
        var process = _process = await ChildProcess.StartAsync(Program, log);
        _ = WatchAsync(process);
        await UntilAnsweringAsync(cancellationToken);
    }

    /// <exception cref="TimeoutException">It does not answer.</exception>
    public Task UntilAnsweringAsync(CancellationToken cancellationToken) => Eventually.IsAsync(
        async token => IsRunning ? await AnswersAsync(token) : throw new InvalidOperationException($"{name} has ended:\n{log.Tail}"), Patience, name, cancellationToken);

    /// <summary>Waits until it answers again, or has ended over its trouble.</summary>
    /// <returns>Whether it answers.</returns>
    public async Task<bool> RecoversAsync(CancellationToken cancellationToken)
    {
        await Eventually.IsAsync(async token => !IsRunning || await AnswersAsync(token), Patience, name, cancellationToken);
        return IsRunning;
    }

    /// <summary>Ends it by a signal and returns when it has ended.</summary>
    public async Task StopAsync(int signal, int exitCode)
    {
        _expected = exitCode;
        _process!.Signal(signal);
        await _process.Exited;
    }

    /// <summary>Freezes it: connections stay, nothing answers.</summary>
    public void Pause() => _process!.Signal(Native.SigStop);

    public void Continue() => _process!.Signal(Native.SigCont);

    /// <summary>Lets it end by itself without that being a violation, until <see cref="MayNotEnd"/>.</summary>
    public void MayEnd() => _mayEnd = true;

    public void MayNotEnd() => _mayEnd = false;

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            Continue();
            await StopAsync(StopSignal, 0);
        }
    }

    protected abstract int StopSignal { get; }

    protected abstract Task<bool> AnswersAsync(CancellationToken cancellationToken);

    private async Task WatchAsync(ChildProcess process)
    {
        var code = await process.Exited;
        exits.Add(name, process.Id, code, _mayEnd ? code : _expected, log);
    }
}
