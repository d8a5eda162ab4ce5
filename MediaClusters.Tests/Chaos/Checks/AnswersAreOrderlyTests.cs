using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Checks;

public sealed class AnswersAreOrderlyTests
{
    private static readonly FaultWindow PostgresAway = Past.Fault(FaultKind.PostgresRestarted, "all", 0, 3, postgresAway: true);

    [Theory]
    [InlineData(nameof(Route.Latest), 200, true)]
    [InlineData(nameof(Route.Latest), 304, true)]
    [InlineData(nameof(Route.Latest), 404, true)]
    [InlineData(nameof(Route.Latest), 500, false)]
    [InlineData(nameof(Route.Latest), 429, false)]
    [InlineData(nameof(Route.Version), 404, false)]
    [InlineData(nameof(Route.Version), 304, false)]
    [InlineData(nameof(Route.Job), 404, false)]
    [InlineData(nameof(Route.History), 404, false)]
    [InlineData(nameof(Route.DeleteImage), 204, true)]
    [InlineData(nameof(Route.DeleteImage), 404, false)]
    [InlineData(nameof(Route.Cancel), 409, true)]
    [InlineData(nameof(Route.Cancel), 404, false)]
    [InlineData(nameof(Route.Restore), 404, false)]
    [InlineData(nameof(Route.Redrive), 404, false)]
    [InlineData(nameof(Route.PostJob), 202, true)]
    [InlineData(nameof(Route.PostJob), 500, false)]
    [InlineData(nameof(Route.PutImages), 409, false)]
    [InlineData(nameof(Route.Restore), 409, true)]
    public void Status_that_a_route_does_not_promise_is_found(string route, int status, bool fine) =>
        Judge(Past.Call(Enum.Parse<Route>(route), status), PostgresAway).Length.ShouldBe(fine ? 0 : 1);

    [Fact]
    public void Unavailable_is_an_answer_while_Postgres_is_away_and_it_says_when_to_come_again()
    {
        var unavailable = Past.Call(Route.History, 503) with { RetryAfter = true };
        Judge(unavailable, PostgresAway).ShouldBeEmpty();
        Judge(unavailable with { RetryAfter = false }, PostgresAway).ShouldHaveSingleItem().ShouldContain("without Retry-After");
        Judge(unavailable).ShouldHaveSingleItem().ShouldContain("while Postgres could be reached");
        Judge(unavailable with { Began = Past.At(14), Ended = Past.At(15) }, PostgresAway).ShouldHaveSingleItem();
    }

    [Fact]
    public void Connection_may_break_only_while_its_process_is_down()
    {
        var broken = Past.Call(Route.Latest, 0) with { Failure = "reset" };
        Judge(broken, Past.Fault(FaultKind.ApiKilled, "api-1", 1, 2)).ShouldBeEmpty();
        Judge(broken, Past.Fault(FaultKind.ApiKilled, "api-2", 1, 2)).ShouldHaveSingleItem();
        Judge(broken, PostgresAway).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(Call.Unreadable)]
    [InlineData(Call.TimedOut)]
    public void Answer_that_cannot_be_read_or_does_not_come_is_found_whatever_else_happens(string failure) =>
        Judge(Past.Call(Route.Latest, 200) with { Failure = failure }, Past.Fault(FaultKind.ApiKilled, "api-1", 1, 2), PostgresAway).ShouldHaveSingleItem().ShouldContain(failure);

    [Fact]
    public void Deletion_may_find_nothing_where_its_process_ended_and_it_may_have_been_sent_twice()
    {
        Judge(Past.Call(Route.DeleteImage, 404), Past.Fault(FaultKind.ApiKilled, "api-1", 1, 2)).ShouldBeEmpty();
        Judge(Past.Call(Route.DeleteImage, 404), Past.Fault(FaultKind.ApiKilled, "api-2", 1, 2)).ShouldHaveSingleItem().ShouldContain("404 for what exists");
    }

    [Fact]
    public void Another_version_than_was_asked_for_is_found()
    {
        Judge(Past.Call(Route.Version, 200) with { Wanted = 2, Version = 2 }).ShouldBeEmpty();
        Judge(Past.Call(Route.Version, 200) with { Wanted = 2, Version = 3 }).ShouldHaveSingleItem();
        Judge(Past.Call(Route.Version, 200) with { Wanted = 2 }).ShouldHaveSingleItem();
    }

    private static string[] Judge(Call call, params FaultWindow[] faults) =>
        [.. new AnswersAreOrderly().Judge(new() { Calls = [call], Faults = faults }).Select(violation => violation.What)];
}
