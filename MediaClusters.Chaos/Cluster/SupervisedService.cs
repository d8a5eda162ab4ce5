namespace MediaClusters.Chaos.Cluster;

/// <summary>
/// One process of the product under somebody who, as an orchestrator would, starts it again at once when it has ended, behind an
/// address that stays. It reaches Postgres and Redis through proxies of its own.
/// </summary>
internal sealed class SupervisedService : IAsyncDisposable
{
    // Far above what a start takes on a busy machine; a worker's stop takes 19 s at most, the API's 30.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(45);

    // As the hook before a stop does in production: callers on their way to the old process arrive before it is told to end.
    private static readonly TimeSpan Handover = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CrashPause = TimeSpan.FromMilliseconds(500);

    private readonly Func<SupervisedService, int, ChildProgram> _program;
    private readonly ProcessExits _exits;
    private readonly ProcessLog _log;
    private readonly TcpProxy _front;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }) { Timeout = TimeSpan.FromSeconds(2) };
    private volatile ServiceInstance? _current;
    private volatile bool _stopping;
    private int _restarts;

    /// <param name="name">Unique.</param>
    /// <param name="program">What to run for the service, listening on a port.</param>
    /// <param name="postgres">Postgres' port.</param>
    /// <param name="redis">Redis' port.</param>
    /// <param name="exits">Where the ends of its processes are written down.</param>
    /// <param name="log">Where its lines go.</param>
    public SupervisedService(string name, Func<SupervisedService, int, ChildProgram> program, int postgres, int redis, ProcessExits exits, ProcessLog log)
    {
        (Name, _program, _exits, _log) = (name, program, exits, log);
        _front = new TcpProxy($"{name}'s callers");
        Postgres = new TcpProxy($"{name} to Postgres") { Target = postgres };
        Redis = new TcpProxy($"{name} to Redis") { Target = redis };
        Address = new Uri($"http://127.0.0.1:{_front.Port}");
    }

    public string Name { get; }

    /// <summary>Where it is reached, whichever process it is.</summary>
    public Uri Address { get; }

    /// <summary>Between the service and Postgres.</summary>
    public TcpProxy Postgres { get; }

    /// <summary>Between the service and Redis.</summary>
    public TcpProxy Redis { get; }

    /// <summary>The process that serves now.</summary>
    public int Id => _current?.Process.Id ?? 0;

    /// <summary>How often a process that had ended was followed by another.</summary>
    public int Restarts => _restarts;

    public long ResidentBytes => _current?.Process.ResidentBytes ?? 0;

    /// <summary>Returns when it is ready for callers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Serve(await LaunchAsync());
        await UntilAsync("/health", cancellationToken);
    }

    /// <summary>Returns when the process that serves now, or the next one, answers at all.</summary>
    public Task UntilAliveAsync(CancellationToken cancellationToken) => UntilAsync("/alive", cancellationToken);

    /// <summary>Returns when it has all that it needs.</summary>
    public Task UntilHealthyAsync(CancellationToken cancellationToken) => UntilAsync("/health", cancellationToken);

    /// <summary>Ends the process without warning, and returns when the next one answers.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => EndAsync(Native.SigKill, Native.Signalled + Native.SigKill, cancellationToken);

    /// <summary>Asks the process to end, which it has to do by itself and in order, and returns when the next one answers.</summary>
    public Task TerminateAsync(CancellationToken cancellationToken) => EndAsync(Native.SigTerm, exitCode: 0, cancellationToken);

    /// <summary>Freezes the process: its connections stay, and time passes without it.</summary>
    public void Pause() => _current!.Process.Signal(Native.SigStop);

    public void Continue() => _current!.Process.Signal(Native.SigCont);

    /// <summary>Starts a second process, sends callers there once it is ready, and asks the first one to end.</summary>
    public async Task ReplaceAsync(CancellationToken cancellationToken)
    {
        var old = _current!;
        var fresh = await LaunchAsync();
        await UntilAsync(fresh, "/health", cancellationToken);
        Serve(fresh);
        await Task.Delay(Handover, cancellationToken);
        await RetireAsync(old, cancellationToken);
    }

    /// <summary>Asks the process to end for good.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        return RetireAsync(_current!, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        if (_current is { } last)
        {
            last.Retire(Native.Signalled + Native.SigKill);
            await last.Process.KillAsync();
        }

        await _front.DisposeAsync();
        await Postgres.DisposeAsync();
        await Redis.DisposeAsync();
        _client.Dispose();
        _log.Dispose();
    }

    private static async Task WaitForEndAsync(ServiceInstance instance, string name, CancellationToken cancellationToken)
    {
        try
        {
            await instance.Process.Exited.WaitAsync(StopPatience, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            // As an orchestrator does after the grace period; the exit code then tells of it.
            await instance.Process.KillAsync();
            throw new TimeoutException($"{name} ({instance.Process.Id}) had not ended {StopPatience.TotalSeconds:F0} s after it was asked to.", exception);
        }
    }

    private async Task EndAsync(int signal, int exitCode, CancellationToken cancellationToken)
    {
        var old = _current!;
        old.Expect(exitCode);
        old.Process.Signal(signal);
        await WaitForEndAsync(old, Name, cancellationToken);
        await old.Followed.WaitAsync(StartPatience, cancellationToken);
        await UntilAliveAsync(cancellationToken);
    }

    private async Task RetireAsync(ServiceInstance instance, CancellationToken cancellationToken)
    {
        instance.Retire(exitCode: 0);
        instance.Process.Signal(Native.SigTerm);
        await WaitForEndAsync(instance, Name, cancellationToken);
    }

    private void Serve(ServiceInstance instance)
    {
        _current = instance;
        _front.Target = instance.Port;
    }

    private async Task<ServiceInstance> LaunchAsync()
    {
        var port = Ports.Next();
        var instance = new ServiceInstance(await ChildProcess.StartAsync(_program(this, port), _log), port);
        _log.Write($"--- {Name} is process {instance.Process.Id} on port {port}");
        _ = SuperviseAsync(instance);
        return instance;
    }

    private async Task SuperviseAsync(ServiceInstance instance)
    {
        var code = await instance.Process.Exited;
        _exits.Add(Name, instance.Process.Id, code, instance.ExpectedCode, _log);
        _log.Write($"--- process {instance.Process.Id} exited with {code}");
        // Nobody is helped by one that ends as often as it can.
        if (instance.ExpectedCode is null)
            await Task.Delay(CrashPause);
        if (instance.IsRetired || _stopping)
            return;
        Interlocked.Increment(ref _restarts);
        Serve(await LaunchAsync());
        instance.Follow();
    }

    private Task UntilAsync(string path, CancellationToken cancellationToken) =>
        Eventually.IsAsync(token => AnswersAsync(_current!, path, token), StartPatience, $"{Name} at {path}", cancellationToken);

    private Task UntilAsync(ServiceInstance instance, string path, CancellationToken cancellationToken) =>
        Eventually.IsAsync(token => AnswersAsync(instance, path, token), StartPatience, $"The new {Name} at {path}", cancellationToken);

    private async Task<bool> AnswersAsync(ServiceInstance instance, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri($"http://127.0.0.1:{instance.Port}{path}"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
