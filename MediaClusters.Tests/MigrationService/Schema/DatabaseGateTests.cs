using MediaClusters.MigrationService.Schema;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.Tests.MigrationService.Schema;

[Collection(ServersCollection.Name)]
public sealed class DatabaseGateTests(Servers servers)
{
    private readonly ManualTimeProvider _time = new();
    private readonly RefusalLogger _refusals = new();

    [Fact]
    public async Task Wait_server_up_returns_at_once()
    {
        await using var dataSource = NpgsqlDataSource.Create(servers.Postgres);

        await Gate(dataSource).WaitAsync(CancellationToken.None);

        _refusals.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Wait_server_that_never_comes_gives_up_after_the_time_set()
    {
        await using var dataSource = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody");
        var started = _time.GetUtcNow();

        var waiting = Gate(dataSource).WaitAsync(CancellationToken.None);
        await _refusals.First.WaitAsync(TimeSpan.FromSeconds(20));
        await AdvanceUntilAsync(waiting);

        await Should.ThrowAsync<NpgsqlException>(() => waiting);
        (_time.GetUtcNow() - started).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(60));
        _refusals.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Wait_database_created_meanwhile_is_found()
    {
        var name = $"late_{Guid.NewGuid():n}";
        await using var dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(servers.Postgres) { Database = name, Pooling = false });

        var waiting = Gate(dataSource).WaitAsync(CancellationToken.None);
        await _refusals.First.WaitAsync(TimeSpan.FromSeconds(20));
        await using (await servers.CreateEmptyDatabaseAsync(name))
            await AdvanceUntilAsync(waiting);

        await waiting;
    }

    [Fact]
    public async Task Wait_unknown_user_fails_at_once()
    {
        await using var dataSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(servers.Postgres) { Username = "nobody-knows", Password = "wrong", Pooling = false });

        await Should.ThrowAsync<PostgresException>(() => Gate(dataSource).WaitAsync(CancellationToken.None));

        _refusals.Count.ShouldBe(0);
    }

    private DatabaseGate Gate(NpgsqlDataSource dataSource) => new(dataSource, Options.Create(new MigrationOptions()), _time, _refusals);

    private async Task AdvanceUntilAsync(Task waiting)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!waiting.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }
    }

    private sealed class RefusalLogger : ILogger<DatabaseGate>
    {
        private readonly TaskCompletionSource _first = new();

        public int Count { get; private set; }

        public Task First => _first.Task;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Count++;
            _first.TrySetResult();
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
