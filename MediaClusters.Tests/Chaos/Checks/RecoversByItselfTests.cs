using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Checks;

public sealed class RecoversByItselfTests
{
    private static readonly FaultWindow Postgres = Past.Fault(FaultKind.PostgresRestarted, "all", 5, 10, postgresAway: true);

    [Fact]
    public void Process_that_reads_again_in_time_is_in_order()
    {
        var history = Reads(12);
        new RecoversByItself().Judge(history).ShouldBeEmpty();
        RecoversByItself.Find(history).ShouldHaveSingleItem().Took!.Value.TotalSeconds.ShouldBe(2.5, 0.001);
    }

    [Fact]
    public void Process_that_reads_again_too_late_or_never_is_found()
    {
        new RecoversByItself().Judge(Reads(20.1)).ShouldHaveSingleItem().What.ShouldContain("api-1");
        new RecoversByItself().Judge(Reads(4)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Time_of_further_faults_does_not_count() =>
        new RecoversByItself().Judge(Reads(20.1) with { Faults = [Postgres, Past.Fault(FaultKind.LockHeld, "all", 12, 15, postgresAway: true)] }).ShouldBeEmpty();

    [Fact]
    public void Recovery_that_another_fault_may_have_brought_is_counted_as_not_judged()
    {
        RunHistory history = Reads(16) with { Faults = [Postgres, Past.Fault(FaultKind.ApiKilled, "api-1", 14, 15)] };
        var recovery = RecoversByItself.Find(history).First(one => one.Dependency == "Postgres");
        recovery.IsUnknown.ShouldBeTrue();
        RecoversByItself.Find(Reads(12)).ShouldHaveSingleItem().IsUnknown.ShouldBeFalse();
        RecoversByItself.Find(Reads(20.1)).ShouldHaveSingleItem().IsUnknown.ShouldBeFalse();
    }

    [Fact]
    public void Worker_that_claims_no_more_is_found() => new RecoversByItself()
        .Judge(Past.OneJob with { Faults = [Postgres] })
        .ShouldHaveSingleItem().What.ShouldContain("worker-1");

    [Fact]
    public void Process_that_does_not_use_the_cache_again_is_found()
    {
        var away = Past.Fault(FaultKind.RedisKilled, "all", 5, 10, redisAway: true);
        new RecoversByItself().Judge(Samples(away, 13)).ShouldBeEmpty();
        new RecoversByItself().Judge(Samples(away, 21)).ShouldHaveSingleItem().What.ShouldContain("Redis");
    }

    private static RunHistory Reads(double at) => new()
    {
        Calls = [Past.Call(Route.History, 200, at, at + 0.5)],
        Faults = [Postgres],
        LoadEnded = Past.At(60),
    };

    private static RunHistory Samples(FaultWindow away, double at) => new()
    {
        Samples = [new("worker-1", Past.At(at), UsesCache: true, new Dictionary<string, double>(StringComparer.Ordinal))],
        Faults = [away],
        LoadEnded = Past.At(60),
    };
}
