using System.Security.Cryptography;

namespace MediaClusters.Chaos.Cluster;

/// <summary>
/// The product as it runs in production: APIs and workers, each a process of its own, over a Postgres and a Redis of the run's own.
/// Between each service and each server stands a proxy, and what ends is started again.
/// </summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private static readonly TimeSpan MigrationPatience = TimeSpan.FromMinutes(2);

    private readonly ChaosSettings _settings;
    private readonly ProcessExits _exits;
    private readonly RunFolder _folder;
    private readonly ServicePrograms _programs;
    private readonly List<ProcessLog> _logs = [];

    private ChaosCluster(ChaosSettings settings, ChaosClock clock, RunFolder folder)
    {
        (_settings, Clock, _folder) = (settings, clock, folder);
        _exits = new(clock);
        _programs = new(settings, Token, folder);
        Postgres = new(folder, Log("postgres"), _exits);
        Redis = new(folder, Log("redis"), _exits);
        Apis = [.. Enumerable.Range(1, settings.Apis).Select(Api)];
        Workers = [.. Enumerable.Range(1, settings.Workers).Select(Worker)];
        Services = [.. Apis, .. Workers];
    }

    /// <summary>The time since the run began.</summary>
    public ChaosClock Clock { get; }

    /// <summary>What the API's callers show in <c>X-Internal-Token</c>.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    public IReadOnlyList<SupervisedService> Apis { get; }

    public IReadOnlyList<SupervisedService> Workers { get; }

    /// <summary>APIs and workers.</summary>
    public IReadOnlyList<SupervisedService> Services { get; }

    public PostgresServer Postgres { get; }

    public RedisServer Redis { get; }

    /// <summary>Postgres as its superuser sees it, past the proxies.</summary>
    public string DirectDatabase => Postgres.Direct;

    /// <summary>Redis past the proxies, in StackExchange.Redis' format.</summary>
    public string DirectRedis => Redis.Direct;

    /// <summary>Every process that has ended, asked for or not.</summary>
    public IReadOnlyList<ProcessExit> Exits => _exits.All;

    /// <summary>Whether Postgres' disk can be filled: it takes root.</summary>
    public bool HasDisk => _folder.HasDisk;

    /// <summary>Returns when every service is ready.</summary>
    public static async Task<ChaosCluster> StartAsync(ChaosSettings settings, CancellationToken cancellationToken)
    {
        var clock = new ChaosClock();
        var cluster = new ChaosCluster(settings, clock, await RunFolder.CreateAsync(settings.DiskMegabytes, clock, cancellationToken));
        try
        {
            await Task.WhenAll(cluster.Postgres.CreateAsync(cancellationToken), cluster.Redis.StartAsync(cancellationToken));
            await cluster.MigrateTwiceAsync("migrations", cancellationToken);
            await Task.WhenAll(cluster.Services.Select(service => service.StartAsync(cancellationToken)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs two migration services at once.</summary>
    /// <param name="name">Of their logs, which get a number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">One of them failed.</exception>
    public async Task MigrateTwiceAsync(string name, CancellationToken cancellationToken)
    {
        var codes = await Task.WhenAll(MigrateAsync($"{name}-1", cancellationToken), MigrateAsync($"{name}-2", cancellationToken));
        if (codes is not [0, 0])
            throw new InvalidOperationException($"Two migration services at once exited with {codes[0]} and {codes[1]}.");
    }

    /// <summary>Leaves Postgres no space but what it has.</summary>
    public Task FillDiskAsync(CancellationToken cancellationToken) => _folder.FillDiskAsync(cancellationToken);

    public Task FreeDiskAsync(CancellationToken cancellationToken) => _folder.FreeDiskAsync(cancellationToken);

    /// <summary>Asks all services to end for good, and returns when they have; <see cref="Exits"/> tells how they did.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(Services.Select(service => service.StopAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Services.Select(service => service.DisposeAsync().AsTask()));
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        foreach (var log in _logs)
            log.Dispose();
        await _folder.DisposeAsync();
    }

    private async Task<int> MigrateAsync(string name, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(MigrationPatience);
        using var log = new ProcessLog(name, _settings.LogFolder, Clock);
        var process = await ChildProcess.StartAsync(_programs.Migrations(Postgres.Through(Postgres.Port)), log);
        return await process.WaitAsync(patience.Token);
    }

    private SupervisedService Api(int number)
    {
        var name = $"api-{number}";
        return new(name, (service, port) => _programs.Api(name, port, Postgres.Through(service.Postgres.Port), At(service.Redis)), Postgres.Port, Redis.Port, _exits, Log(name));
    }

    private SupervisedService Worker(int number)
    {
        var name = $"worker-{number}";
        var clockError = number switch { 2 => _settings.ClockError, 3 => -_settings.ClockError, _ => TimeSpan.Zero };
        return new(name, (service, port) => _programs.Worker(name, port, Postgres.Through(service.Postgres.Port), At(service.Redis), clockError), Postgres.Port, Redis.Port, _exits, Log(name));
    }

    private static string At(TcpProxy proxy) => $"127.0.0.1:{proxy.Port}";

    private ProcessLog Log(string name)
    {
        var log = new ProcessLog(name, _settings.LogFolder, Clock);
        _logs.Add(log);
        return log;
    }
}
