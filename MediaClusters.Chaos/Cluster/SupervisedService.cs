using System.Collections.Concurrent;

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
    private readonly ConcurrentDictionary<ServiceInstance, bool> _instances = new();
    private readonly SemaphoreSlim _launching = new(1);
    private ServiceInstance? _current;
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
        var first = await LaunchAsync() ?? throw Stopping();
        Serve(first, insteadOf: null);
        await UntilAsync("/health", cancellationToken);
        if (!first.Process.Exited.IsCompleted && !first.HasPreload)
            throw new InvalidOperationException($"{Name} runs without the library that was to come before its own.");
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
        var fresh = await LaunchAsync() ?? throw Stopping();
        ServiceInstance old;
        try
        {
            await UntilAsync(fresh, "/health", cancellationToken);

            // Whoever serves by now, should the one that served before have crashed meanwhile.
            while (!Serve(fresh, insteadOf: old = _current!))
            {
            }
        }
        catch
        {
            await DiscardAsync(fresh);
            throw;
        }

        try
        {
            await Task.Delay(Handover, cancellationToken);
            await RetireAsync(old, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await DiscardAsync(old);
            throw;
        }
    }

    /// <summary>
    /// Asks the process to end for good, and returns when its end is written down. One that does not end in time is killed, of which
    /// its exit code tells.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        await WhileNobodyLaunchesAsync();
        var last = _instances.Keys;
        try
        {
            await Task.WhenAll(last.Select(instance => RetireAsync(instance, cancellationToken)));
        }
        catch (TimeoutException exception)
        {
            _log.Write($"--- {exception.Message}");
            await Task.WhenAll(last.Select(instance => instance.Supervised));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await WhileNobodyLaunchesAsync();
        await Task.WhenAll(_instances.Keys.Select(DiscardAsync));

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
        await instance.Supervised;
    }

    /// <summary>For one that nobody shall miss: where it has ended already, that counts as it was.</summary>
    private static async Task DiscardAsync(ServiceInstance instance)
    {
        instance.Retire(Native.Signalled + Native.SigKill);
        await instance.Process.KillAsync();
        await instance.Supervised;
    }

    /// <returns>False when another one serves than was to be replaced.</returns>
    private bool Serve(ServiceInstance instance, ServiceInstance? insteadOf)
    {
        lock (_instances)
        {
            if (_current != insteadOf)
                return false;
            _current = instance;
            _front.Target = instance.Port;
            return true;
        }
    }

    /// <returns>Null once the service has been told to end.</returns>
    private async Task<ServiceInstance?> LaunchAsync()
    {
        await _launching.WaitAsync();
        try
        {
            if (_stopping)
                return null;
            var port = Ports.Next();
            var program = _program(this, port);
            var instance = new ServiceInstance(await ChildProcess.StartAsync(program, _log), port, program.Preload);
            _log.Write($"--- {Name} is process {instance.Process.Id} on port {port}");
            _instances[instance] = true;
            instance.Supervised = SuperviseAsync(instance);
            return instance;
        }
        finally
        {
            _launching.Release();
        }
    }

    /// <summary>From then on nobody is launched where the service was told to end before.</summary>
    private async Task WhileNobodyLaunchesAsync()
    {
        await _launching.WaitAsync();
        _launching.Release();
    }

    private async Task SuperviseAsync(ServiceInstance instance)
    {
        var code = await instance.Process.Exited;
        _exits.Add(Name, instance.Process.Id, code, instance.ExpectedCode, _log);
        _log.Write($"--- process {instance.Process.Id} exited with {code}");
        _instances.TryRemove(instance, out _);
        // Nobody is helped by one that ends as often as it can.
        if (instance.ExpectedCode is null)
            await Task.Delay(CrashPause);
        if (instance.IsRetired || instance != _current)
            return;
        try
        {
            if (await LaunchAsync() is not { } next)
                return;
            if (Serve(next, insteadOf: instance))
            {
                Interlocked.Increment(ref _restarts);
                instance.Follow();
            }
            else
            {
                await DiscardAsync(next);
            }
        }
        catch (Exception exception)
        {
            _log.Write($"--- nobody follows process {instance.Process.Id}: {exception.Message}");
            instance.FailToFollow(exception);
        }
    }

    private InvalidOperationException Stopping() => new($"{Name} has been told to end.");

    private Task UntilAsync(string path, CancellationToken cancellationToken) =>
        Eventually.IsAsync(token => AnswersAsync(_current!, path, token), StartPatience, $"{Name} at {path}", cancellationToken);

    private Task UntilAsync(ServiceInstance instance, string path, CancellationToken cancellationToken) =>
        Eventually.IsAsync(
            token => instance.Process.Exited.IsCompleted ? throw new InvalidOperationException($"The new {Name} has ended.") : AnswersAsync(instance, path, token),
            StartPatience,
            $"The new {Name} at {path}",
            cancellationToken);

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
