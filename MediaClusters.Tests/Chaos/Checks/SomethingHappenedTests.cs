using MediaClusters.Chaos.Callers;
using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Checks;

public sealed class SomethingHappenedTests
{
    private static readonly RunHistory Busy = Past.OneJob with
    {
        Calls = [Past.Accepted(), .. Enum.GetValues<Route>().Select(route => Past.Call(route, 200))],
        Faults = [Past.Fault(FaultKind.LockHeld, "all", 1, 2)],
        Samples = [Sample("worker-1"), Sample("api-1", hits: 3)],
        Cast = new(["worker-1"], ["api-1"], [Past.Pet], [FaultKind.LockHeld]),
    };

    [Fact]
    public void Run_in_which_all_took_part_is_in_order() => Judge(Busy).ShouldBeEmpty();

    [Fact]
    public void Run_of_which_nobody_knows_who_takes_part_is_found() => Judge(Busy with { Cast = null }).ShouldHaveSingleItem();

    [Fact]
    public void Worker_that_never_claimed_is_found() =>
        Judge(Busy with { JobChanges = [] }).ShouldHaveSingleItem().ShouldBe("worker-1 never claimed a job");

    [Fact]
    public void Api_that_never_read_from_Postgres_or_the_cache_is_found()
    {
        Judge(Busy with { Calls = [.. Busy.Calls.Select(call => call with { Api = 1 })] }).ShouldHaveSingleItem().ShouldBe("api-1 never answered a read from Postgres");
        Judge(Busy with { Samples = [Sample("worker-1"), Sample("api-1")] }).ShouldHaveSingleItem().ShouldBe("api-1 never answered a read from the cache");
    }

    [Fact]
    public void Process_that_never_used_the_cache_is_found() =>
        Judge(Busy with { Samples = [Sample("worker-1") with { UsesCache = false }, Busy.Samples[1]] }).ShouldHaveSingleItem().ShouldBe("worker-1 never said that it uses the cache");

    [Fact]
    public void Pet_without_a_version_is_found() => Judge(Busy with { VersionWrites = [] }).ShouldHaveSingleItem().ShouldContain("has no version");

    [Fact]
    public void Route_that_never_succeeded_is_found_once_it_was_asked_for_often()
    {
        Judge(WithRestores(9, 409)).ShouldBeEmpty();
        Judge(WithRestores(10, 409)).ShouldHaveSingleItem().ShouldBe("Restore never succeeded in 10 requests");
        Judge(WithRestores(10, 201)).ShouldBeEmpty();
    }

    [Fact]
    public void Route_that_nobody_asked_for_among_many_requests_is_found() => Judge(Busy with
    {
        Calls = [.. Busy.Calls.Where(call => call.Route != Route.Redrive), .. Enumerable.Repeat(Past.Call(Route.Latest, 200), 5000)],
    }).ShouldHaveSingleItem().ShouldContain("Redrive");

    [Fact]
    public void Fault_that_was_planned_and_never_came_is_found() =>
        Judge(Busy with { Faults = [] }).ShouldHaveSingleItem().ShouldBe("LockHeld was planned and never injected");

    private static RunHistory WithRestores(int count, int status) => Busy with
    {
        Calls = [.. Busy.Calls.Where(call => call.Route != Route.Restore), .. Enumerable.Repeat(Past.Call(Route.Restore, status), count)],
    };

    private static ServiceSample Sample(string process, double hits = 0) =>
        new(process, Past.At(1), UsesCache: true, new Dictionary<string, double>(StringComparer.Ordinal) { [ServiceSampler.CacheHits] = hits });

    private static string[] Judge(RunHistory history) => [.. new SomethingHappened().Judge(history).Select(violation => violation.What)];
}
