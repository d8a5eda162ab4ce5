using System.Collections.Concurrent;
using System.Diagnostics;
using MediaClusters.Persistence;
using MediaClusters.Tests.Infrastructure;
using StackExchange.Redis;

namespace MediaClusters.Tests.Persistence.Cache;

public sealed class CacheSpanTests : IAsyncLifetime, IDisposable
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private readonly RedisServer _redis = new();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivitySource _source = new("MediaClusters.Tests.CacheSpans");
    private readonly ActivityListener _listener;
    private ConnectionMultiplexer _connection = null!;
    private CacheProcess _process = null!;

    public CacheSpanTests()
    {
        // Other tests' spans are of other pets.
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is PersistenceTelemetry.Name or "MediaClusters.Tests.CacheSpans",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (Equals(span.GetTagItem("mediaclusters.pet_id"), _pet))
                    _spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public async Task InitializeAsync()
    {
        await _redis.InitializeAsync();
        _connection = await _redis.ConnectAsync();
        _process = new(_connection, new FakePostgres { Committed = 1 });
    }

    public Task DisposeAsync() => _redis.DisposeAsync();

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [Fact]
    public async Task Write_steps_are_spans_of_what_they_are_part_of()
    {
        using var request = _source.StartActivity("request").ShouldNotBeNull();

        await _process.PublishAsync(await _process.MarkAsync(_pet, 1));
        await _process.Cache.SettleAsync(_pet, 1);

        _spans.Select(span => span.DisplayName).ShouldBe(["EVALSHA mark", "EVALSHA publish", "EVALSHA settle"]);
        _spans.ShouldAllBe(span => span.ParentSpanId == request.SpanId && span.Kind == ActivityKind.Client && span.Status == ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task Write_step_that_fails_is_an_error()
    {
        using var request = _source.StartActivity("request");
        await RedisServer.UntilLostAsync(_connection, _redis.KillAsync);

        (await _process.MarkAsync(_pet, 1)).IsAcknowledged.ShouldBeFalse();

        var span = _spans.ShouldHaveSingleItem();
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.GetTagItem("error.type").ShouldBe("not_asked");
    }

    [Fact]
    public async Task Hit_and_what_belongs_to_no_request_leave_no_span()
    {
        Activity.Current = null;
        await _process.PublishAsync(await _process.MarkAsync(_pet, 1));
        await _process.Cache.SettleAsync(_pet, 1);
        using var request = _source.StartActivity("request");

        (await _process.ReadAsync(_pet)).ShouldBe(1);

        _spans.ShouldBeEmpty();
    }
}
