using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>The life of one instance: wait, start, watch, restart, stop.</summary>
internal sealed class ResourceRunner(IResource resource, int replica, string id, string name, RunnerServices services) : IDisposable
{
    private readonly RunOptions _options = services.Options.Value;
    private readonly SemaphoreSlim _commands = new(1, 1);
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public IResource Resource { get; } = resource;

    public string Id { get; } = id;

    public async Task StartAsync()
    {
        await _commands.WaitAsync();

        try
        {
            if (!_run.IsCompleted)
                return;

            _stop = new CancellationTokenSource();
            var token = _stop.Token;

            // Known before this returns: who restarts a resource may wait for its health at once.
            await PublishAsync(s => s with { State = Resource.HasAnnotationOfType<WaitAnnotation>() ? KnownResourceStates.Waiting : KnownResourceStates.Starting, ExitCode = null, StopTimeStamp = null, WillRestart = false, Ready = null, FailureReason = null });
            _run = Task.Run(() => RunAsync(token), CancellationToken.None);
        }
        finally
        {
            _commands.Release();
        }
    }

    public async Task StopAsync()
    {
        await _commands.WaitAsync();

        try
        {
            await _stop.CancelAsync();
            await _run;
        }
        finally
        {
            _commands.Release();
        }
    }

    public void Dispose()
    {
        _commands.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await new DependencyWaiter(services.Notifications).WaitAsync(Resource, Say, stopping);
            await KeepRunningAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await PublishAsync(s => s with { State = KnownResourceStates.Exited, WillRestart = false });
        }
        catch (Exception e)
        {
            // Whatever went wrong, the other resources go on and the console says why this one does not.
            var reason = e is DistributedApplicationException ? e.Message : e.ToString();
            Complain($"{name} is not started: {reason}");
            await PublishAsync(s => s with { State = KnownResourceStates.FailedToStart, WillRestart = false, FailureReason = reason });
        }
    }

    private async Task KeepRunningAsync(CancellationToken stopping)
    {
        var delay = _options.RestartDelay;

        while (true)
        {
            var started = services.Time.GetTimestamp();
            var code = await RunOnceAsync(stopping);

            if (!await ShallRestartAsync(code, delay, stopping))
                return;

            delay = services.Time.GetElapsedTime(started) > _options.StableAfter ? _options.RestartDelay
                : TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, _options.MaxRestartDelay.Ticks));
        }
    }

    /// <returns>The exit code, or null when it was stopped on purpose.</returns>
    private async Task<int?> RunOnceAsync(CancellationToken stopping)
    {
        await PublishAsync(s => s with { State = KnownResourceStates.Starting, ExitCode = null, StopTimeStamp = null, WillRestart = false, Ready = null });

        Replica.Enter(Resource, replica);
        await EnsurePortsAsync();
        var context = new ProgramContext(name, replica, services.Directory, _options, services.Services, Say);
        var spec = await Resource.Annotations.OfType<ProgramAnnotation>().Last().Prepare(context, stopping);

        foreach (var endpoint in Resource.Annotations.OfType<EndpointAnnotation>())
            services.Ports.Release(endpoint.AllocatedFor(replica)!.Port);

        var process = services.Launcher.Start(spec, (line, isError) => services.Logs.Write(Id, line, isError));
        await PublishAsync(s => s with
        {
            State = KnownResourceStates.Running,
            StartTimeStamp = services.Time.GetUtcNow().UtcDateTime,
            Properties = [.. s.Properties.Where(p => p.Name is not "executable.pid" and not "executable.path"), new("executable.path", spec.FileName), new("executable.pid", process.Id)],
            HealthReports = [.. s.HealthReports.Select(r => r with { Status = null })],
        });

        using var running = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var health = services.Health.WatchAsync(Resource, replica, Id, running.Token);
        await Task.WhenAny(process.Exited, Task.Delay(Timeout.InfiniteTimeSpan, running.Token));

        int? code = null;

        if (stopping.IsCancellationRequested && !process.Exited.IsCompleted)
        {
            await PublishAsync(s => s with { State = KnownResourceStates.Stopping });
            await PublishEndAsync(await process.StopAsync(_options.StopGrace, services.Time), KnownResourceStates.Exited, willRestart: false);
        }
        else
        {
            code = await process.Exited;

            if (code != 0 && IsOneShot)
                Complain($"{name} failed with exit code {code}; what waits for it is not started.");

            var willRestart = code != 0 && !IsOneShot && !stopping.IsCancellationRequested;
            await PublishEndAsync(code.Value, Resource is ProjectResource ? KnownResourceStates.Finished : KnownResourceStates.Exited, willRestart);
        }

        await running.CancelAsync();
        await health.ContinueWith(_ => { }, TaskScheduler.Default);
        return code;
    }

    /// <summary>Holds the ports, as they were before the first start: in the meantime another stack may have taken one.</summary>
    private async Task EnsurePortsAsync()
    {
        foreach (var endpoint in Resource.Annotations.OfType<EndpointAnnotation>())
        {
            var port = endpoint.AllocatedFor(replica)!.Port;

            if (services.Ports.IsHeld(port) || services.Ports.TryHold(port))
                continue;

            var other = services.Ports.Next();
            endpoint.SetAllocated(replica, new AllocatedEndpoint(endpoint, "localhost", other));
            services.Console.Info($"{name}: port {port} is in use, so it answers on {other}. What refers to it learns that when it is started again.");
            await PublishAsync(s => s with { Urls = [.. s.Urls.Select(u => u.Name == endpoint.Name ? u with { Url = endpoint.AllocatedFor(replica)!.UriString } : u)] });
        }
    }

    /// <summary>Somebody waits for its end, so its end is no crash.</summary>
    private bool IsOneShot => services.Model.Resources.SelectMany(r => r.Annotations.OfType<WaitAnnotation>())
        .Any(w => w.WaitType == WaitType.WaitForCompletion && w.Resource == Resource);

    private async Task<bool> ShallRestartAsync(int? code, TimeSpan delay, CancellationToken stopping)
    {
        if (code is null or 0 || stopping.IsCancellationRequested)
            return false;

        if (IsOneShot)
            return false;

        Complain($"{name} exited with code {code}; it is started again in {delay.TotalSeconds:0.##} s.");
        await Task.Delay(delay, services.Time, stopping);
        return true;
    }

    private async Task PublishEndAsync(int code, string state, bool willRestart)
    {
        await PublishAsync(s => s with { State = state, ExitCode = code, WillRestart = willRestart, StopTimeStamp = services.Time.GetUtcNow().UtcDateTime });

        if (services.Notifications.TryGetCurrentState(Id, out var ended))
            await services.Eventing.PublishAsync(new ResourceStoppedEvent(Resource, services.Services, ended), CancellationToken.None);
    }

    private void Say(string text) => services.Logs.Write(Id, text, isError: false);

    private void Complain(string text) => services.Logs.Write(Id, $"error: {text}", isError: true, isFailure: true);

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        services.Notifications.PublishUpdateAsync(Resource, Id, change);
}
