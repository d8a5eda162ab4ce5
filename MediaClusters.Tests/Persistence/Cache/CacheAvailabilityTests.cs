using System.Diagnostics.Metrics;
using MediaClusters.Persistence;
using MediaClusters.Persistence.Cache;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>The gauge in a process that nobody reads from.</summary>
[Collection(ServersCollection.Name)]
public sealed class CacheAvailabilityTests(Servers servers) : IAsyncLifetime
{
    private readonly RedisServer _redis = new();
    private ConnectionMultiplexer _connection = null!;
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        await _redis.InitializeAsync();
        _connection = await _redis.ConnectAsync();
        _database = await servers.CreateDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Cache_is_available_until_Redis_is_lost_and_again_once_it_is_back()
    {
        await using var services = Build();
        using var gauge = new Gauge(services.GetRequiredService<IMeterFactory>());
        await new TelemetryStart(services.GetRequiredService<IMeterFactory>(), services).StartAsync(CancellationToken.None);
        gauge.Read().ShouldBe(1);

        await RedisServer.UntilLostAsync(_connection, _redis.KillAsync);
        gauge.Read().ShouldBe(0);

        await _redis.StartAsync();
        (await GraphFixture.EventuallyAsync(() => Task.FromResult(gauge.Read()), value => value == 1)).ShouldBe(1);
    }

    [Fact]
    public async Task Cache_is_not_available_while_the_circuit_is_open()
    {
        await using var services = Build();
        using var gauge = new Gauge(services.GetRequiredService<IMeterFactory>());
        await new TelemetryStart(services.GetRequiredService<IMeterFactory>(), services).StartAsync(CancellationToken.None);
        var cache = services.GetRequiredService<IPetCache>();
        await cache.DropAsync(Guid.NewGuid());
        gauge.Read().ShouldBe(1);

        _redis.Freeze();
        while (await cache.GetAsync(Guid.NewGuid()) is { Status: LookupStatus.Failed })
            continue;
        gauge.Read().ShouldBe(0);

        _redis.Thaw();
        (await GraphFixture.EventuallyAsync(() => Task.FromResult(gauge.Read()), value => value == 1)).ShouldBe(1);
    }

    private ServiceProvider Build() => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddSingleton(_database.DataSource)
        .AddSingleton<IConnectionMultiplexer>(_connection)
        .AddMediaClustersPersistence()
        .BuildServiceProvider();

    private sealed class Gauge : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int? _value;

        public Gauge(IMeterFactory factory)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "mediaclusters.cache.available" && ReferenceEquals(instrument.Meter.Scope, factory))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((_, value, _, _) => _value = value);
            _listener.Start();
        }

        public int? Read()
        {
            _value = null;
            _listener.RecordObservableInstruments();
            return _value;
        }

        public void Dispose() => _listener.Dispose();
    }
}
