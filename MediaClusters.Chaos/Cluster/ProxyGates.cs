namespace MediaClusters.Chaos.Cluster;

/// <summary>A way that bytes go.</summary>
[Flags]
internal enum Traffic
{
    Requests = 1,
    Answers = 2,
    Both = Requests | Answers,
}

/// <summary>What lets a proxy's bytes pass, each way by itself.</summary>
internal sealed class ProxyGates
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _requests;
    private TaskCompletionSource? _answers;

    public void Close(Traffic traffic)
    {
        lock (_lock)
        {
            if (traffic.HasFlag(Traffic.Requests))
                _requests ??= NewGate();
            if (traffic.HasFlag(Traffic.Answers))
                _answers ??= NewGate();
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _requests?.SetResult();
            _answers?.SetResult();
            _requests = _answers = null;
        }
    }

    /// <summary>Returns at once while that way is open.</summary>
    public Task PassAsync(Traffic way, CancellationToken cancellationToken)
    {
        lock (_lock)
            return (way == Traffic.Requests ? _requests : _answers) is { } closed ? closed.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
