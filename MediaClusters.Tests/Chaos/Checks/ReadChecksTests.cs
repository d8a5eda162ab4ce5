using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Checks;

public sealed class ReadChecksTests
{
    private static readonly FaultWindow RedisAway = Past.Fault(FaultKind.RedisKilled, "all", 5, 8, redisAway: true);

    [Fact]
    public void Read_that_began_after_a_newer_version_was_seen_elsewhere_is_found()
    {
        NeverBack([Past.Saw(2, 1, 2, api: 0), Past.Saw(1, 2.5, 3, api: 1)]).ShouldHaveSingleItem().ShouldContain("from version 2 back to 1");
        NeverBack([Past.Saw(2, 1, 2, api: null), Past.Saw(1, 2.5, 3, api: 1)]).ShouldHaveSingleItem();
    }

    [Fact]
    public void Reads_that_overlap_may_see_either() => NeverBack([Past.Saw(2, 1, 2), Past.Saw(1, 1.5, 3)]).ShouldBeEmpty();

    [Theory]
    [InlineData(5.5)]
    [InlineData(9.9)]
    public void While_Redis_is_away_another_process_may_be_behind_and_the_same_one_may_not(double began)
    {
        NeverBack([Past.Saw(2, 1, 2, api: 0), Past.Saw(1, began, began + 0.1, api: 1)], RedisAway).ShouldBeEmpty();
        NeverBack([Past.Saw(2, 1, 2, api: 0), Past.Saw(1, began, began + 0.1, api: 0)], RedisAway).ShouldHaveSingleItem().ShouldContain("within one process");
    }

    [Fact]
    public void Once_what_was_owed_is_settled_nobody_may_be_behind() =>
        NeverBack([Past.Saw(2, 1, 2, api: 0), Past.Saw(1, 10.1, 10.2, api: 1)], RedisAway).ShouldHaveSingleItem();

    [Fact]
    public void Nobody_is_judged_by_what_a_process_does_that_has_not_reached_Redis_again_unless_it_takes_too_long()
    {
        var samples = new[] { 1.0, 14 }.Select(at => new ServiceSample("worker-1", Past.At(at), UsesCache: true, new Dictionary<string, double>(StringComparer.Ordinal)));
        RunHistory history = new() { Sightings = [Past.Saw(2, 1, 2, api: 0), Past.Saw(1, 15, 15.1, api: 1)], Faults = [RedisAway], Samples = [.. samples] };
        new VersionsNeverGoBack().Judge(history).ShouldBeEmpty();
        new VersionsNeverGoBack().Judge(history with { Samples = [history.Samples[0] with { At = Past.At(9) }] }).ShouldHaveSingleItem();
        new VersionsNeverGoBack().Judge(history with { Samples = [], Sightings = [history.Sightings[0], Past.Saw(1, 20.1, 20.2, api: 1)] }).ShouldHaveSingleItem();
    }

    [Fact]
    public void Process_that_was_restarted_remembers_nothing() => NeverBack(
        [Past.Saw(2, 1, 2), Past.Saw(1, 7, 7.5)], RedisAway, Past.Fault(FaultKind.ApiKilled, "api-1", 3, 4)).ShouldBeEmpty();

    [Fact]
    public void Older_version_than_was_insisted_on_is_found() => new VersionsNeverGoBack()
        .Judge(new() { Calls = [Past.Call(Route.Latest, 200) with { Wanted = 3, Version = 2 }], Faults = [RedisAway] })
        .ShouldHaveSingleItem();

    [Fact]
    public void Version_that_was_insisted_on_and_is_not_there_is_found()
    {
        new VersionsNeverGoBack().Judge(new() { Calls = [Past.Call(Route.Latest, 404) with { Wanted = 3 }], Faults = [RedisAway] }).ShouldHaveSingleItem().What.ShouldContain("was not there");
        new VersionsNeverGoBack().Judge(new() { Calls = [Past.Call(Route.Latest, 404)] }).ShouldBeEmpty();
    }

    [Fact]
    public void Postgres_is_never_behind_whether_or_not_Redis_is_away() =>
        NeverBack([Past.Saw(2, 1, 2, api: 0), Past.Saw(1, 5.5, 5.6, api: 1) with { IsOfPostgres = true }], RedisAway).ShouldHaveSingleItem().ShouldContain("from version 2 back to 1");

    [Fact]
    public void Version_that_is_not_shown_two_seconds_after_its_commit_is_found()
    {
        Sighting[] late = [Past.Saw(2, 1, 2, api: null), Past.Saw(1, 4.1, 4.2)];
        InTime(late).ShouldHaveSingleItem();
        InTime([Past.Saw(2, 1, 2, api: null), Past.Saw(1, 3.9, 4.2)]).ShouldBeEmpty();
        InTime(late, Past.Fault(FaultKind.RedisPaused, "all", 1, 3, redisAway: true)).ShouldBeEmpty();
        InTime(late, Past.Fault(FaultKind.RedisPaused, "all", 1, 1.5, redisAway: true)).ShouldHaveSingleItem();
    }

    private static string[] NeverBack(Sighting[] sightings, params FaultWindow[] faults) =>
        [.. new VersionsNeverGoBack().Judge(new() { Sightings = sightings, Faults = faults }).Select(violation => violation.What)];

    private static string[] InTime(Sighting[] sightings, params FaultWindow[] faults) =>
        [.. new VisibleInTime().Judge(new() { Sightings = sightings, Faults = faults }).Select(violation => violation.What)];
}
