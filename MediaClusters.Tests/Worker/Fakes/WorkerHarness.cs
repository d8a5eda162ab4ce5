using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Freshness;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Maintenance;
using MediaClusters.Persistence.Rollout;
using MediaClusters.Tests.Api;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Worker;
using MediaClusters.Worker.Jobs;
using MediaClusters.Worker.Loops;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Worker.Fakes;

/// <summary>The worker as <c>AddWorker</c> wires it, over fakes and a clock that stands still.</summary>
internal sealed class WorkerHarness : IAsyncDisposable, ILoggerProvider, ILogger
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ServiceProvider _services;
    private readonly MeterListener _meters = new();
    private readonly TimerWatch _timers;

    private readonly DateTimeOffset _start;

    public WorkerHarness(Action<WorkerOptions>? configure = null, Action<RetentionOptions>? retention = null)
    {
        _timers = new(Time);
        Signal = new(_timers);
        _start = Time.GetUtcNow();
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging(logging => logging.AddProvider(this).SetMinimumLevel(LogLevel.Debug))
            .AddMetrics()
            .AddSingleton<TimeProvider>(_timers)
            .AddSingleton<IJobQueue>(Queue)
            .AddSingleton<IQueueFloors>(Queue)
            .AddSingleton<IJobSignal>(Signal)
            .AddSingleton<IClusterStore>(Stores)
            .AddSingleton<IPetClusterer>(Stores)
            .AddSingleton<IOutboxRelay>(Stores)
            .AddSingleton<IFreshnessReader>(Stores)
            .AddSingleton<IRolloutFlags>(Rollout)
            .AddSingleton<ILegacyStates>(Rollout)
            .AddSingleton<IClusterReader>(Versions)
            .AddSingleton<IRetention>(Retention)
            .AddSingleton<IMaintenanceTasks>(Retention)
            .AddWorker();
        if (configure is not null)
            services.Configure(configure);
        if (retention is not null)
            services.Configure(retention);

        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        ListenToMeters();
    }

    public ManualTimeProvider Time { get; } = new();

    public FakeJobQueue Queue { get; } = new();

    public FakeJobSignal Signal { get; }

    public FakeStores Stores { get; } = new();

    public FakeRollout Rollout { get; } = new();

    public FakeClusters Versions { get; } = new();

    public FakeRetention Retention { get; } = new();

    /// <summary>How far the clock was moved.</summary>
    public TimeSpan Elapsed => Time.GetUtcNow() - _start;

    /// <summary>Event ids logged so far.</summary>
    public ConcurrentQueue<int> Logged { get; } = new();

    /// <summary>Measurements so far: instrument, the tags' values, value.</summary>
    public ConcurrentQueue<(string Instrument, string? Tag, double Value)> Measured { get; } = new();

    public JobProcessor Processor => Service<JobProcessor>();

    public RunningJobs Jobs => Service<RunningJobs>();

    public LoopHealth Health => Service<LoopHealth>();

    public T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public T Loop<T>()
        where T : BackgroundService => _services.GetServices<IHostedService>().OfType<T>().Single();

    public RunningJob Run(ClaimedJob job) => Jobs.Add(job, Time.GetTimestamp());

    /// <summary>Processes a job that was just claimed.</summary>
    public Task<JobOutcome> ProcessAsync(ClaimedJob job) => Processor.ProcessAsync(Run(job));

    public double Sum(string instrument, string? tag = null) =>
        Measured.Where(measured => measured.Instrument == instrument && (tag is null || measured.Tag == tag)).Sum(measured => measured.Value);

    public void ObserveGauges() => _meters.RecordObservableInstruments();

    /// <summary>Moves the clock to the end of every wait that is set and followed, until something happens.</summary>
    public async Task AdvanceUntilAsync(Task happened, Func<TimeSpan, bool> followed)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!happened.IsCompleted)
        {
            var set = _timers.Set.WaitToReadAsync(patience.Token).AsTask();
            if (await Task.WhenAny(happened, set) == happened)
                break;

            await set;
            if (_timers.Set.TryRead(out var due) && due > TimeSpan.Zero && followed(due))
                Time.Advance(due);
        }

        await happened.WaitAsync(patience.Token);
    }

    /// <summary>Awaits what needs no time to pass.</summary>
    public static Task SoonAsync(Task happened) => happened.WaitAsync(Patience);

    /// <inheritdoc cref="SoonAsync(Task)"/>
    public static Task<T> SoonAsync<T>(Task<T> happened) => happened.WaitAsync(Patience);

    /// <inheritdoc cref="SoonAsync(Task)"/>
    public static Task<T> SoonAsync<T>(ValueTask<T> happened) => happened.AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        await _services.DisposeAsync();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Logged.Enqueue(eventId.Id);

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }

    private void ListenToMeters()
    {
        // Other tests have meters of the same name: the factory tells them apart.
        var factory = _services.GetRequiredService<IMeterFactory>();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == WorkerTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, factory))
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meters.Start();
    }

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Measured.Enqueue((instrument.Name, tags.Length > 0 ? string.Join('/', tags.ToArray().Select(tag => tag.Value)) : null, value));
}
