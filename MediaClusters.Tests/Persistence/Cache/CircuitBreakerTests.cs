using MediaClusters.Persistence.Cache;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Cache;

public sealed class CircuitBreakerTests
{
    private static readonly CacheOptions Options = new();

    private readonly ManualTimeProvider _time = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new(Options, _time);

    [Fact]
    public void Few_failures_leave_it_closed()
    {
        for (var i = 1; i < Options.BreakerMinimumThroughput; i++)
            Fail().ShouldBeFalse();

        _breaker.TryEnter(out _).ShouldBeTrue();
    }

    [Fact]
    public void Failures_below_their_share_leave_it_closed()
    {
        for (var i = 0; i < 100; i++)
        {
            Pass();
            Pass();
            Fail().ShouldBeFalse();
        }
    }

    [Fact]
    public void Too_many_failures_open_it_and_the_one_that_does_says_so()
    {
        for (var i = 1; i < Options.BreakerMinimumThroughput; i++)
            Fail();

        Fail().ShouldBeTrue();

        _breaker.TryEnter(out _).ShouldBeFalse();
        _breaker.Fail(isProbe: false).ShouldBeFalse("it had begun before");
    }

    [Fact]
    public void Failures_that_fell_out_of_the_window_no_longer_count()
    {
        for (var i = 1; i < Options.BreakerMinimumThroughput; i++)
            Fail();
        _time.Advance(Options.BreakerWindow);

        Fail().ShouldBeFalse();
        for (var i = 2; i < Options.BreakerMinimumThroughput; i++)
            Fail().ShouldBeFalse();
        Fail().ShouldBeTrue();
    }

    [Fact]
    public void After_the_pause_one_operation_decides()
    {
        Open();
        _time.Advance(Options.BreakerPause);

        _breaker.TryEnter(out var isProbe).ShouldBeTrue();
        isProbe.ShouldBeTrue();
        _breaker.TryEnter(out _).ShouldBeFalse();
        _breaker.Fail(isProbe).ShouldBeTrue();
        _breaker.TryEnter(out _).ShouldBeFalse();

        _time.Advance(Options.BreakerPause);
        _breaker.TryEnter(out isProbe).ShouldBeTrue();
        _breaker.Pass(isProbe).ShouldBeTrue();
        _breaker.TryEnter(out isProbe).ShouldBeTrue();
        isProbe.ShouldBeFalse();
    }

    [Fact]
    public void Late_answers_do_not_close_it()
    {
        Open();

        _breaker.Pass(isProbe: false).ShouldBeFalse();

        _breaker.TryEnter(out _).ShouldBeFalse();
    }

    private void Open()
    {
        while (!Fail())
            continue;
    }

    private void Pass()
    {
        _breaker.TryEnter(out var isProbe).ShouldBeTrue();
        _breaker.Pass(isProbe);
    }

    private bool Fail()
    {
        _breaker.TryEnter(out var isProbe).ShouldBeTrue();
        return _breaker.Fail(isProbe);
    }
}
