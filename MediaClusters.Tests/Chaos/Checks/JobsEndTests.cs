using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Checks;

public sealed class JobsEndTests
{
    private static readonly Guid Other = Guid.Parse("00000000-0000-7000-8000-000000000009");

    [Fact]
    public void Job_that_ran_after_it_was_accepted_is_in_order() => Judge(Past.OneJob).ShouldBeEmpty();

    [Fact]
    public void Accepted_job_that_is_gone_is_found() => Judge(Past.OneJob with { Jobs = [] }).ShouldContain(what => what.Contains("is gone"));

    [Theory]
    [InlineData("queued", null)]
    [InlineData("processing", null)]
    [InlineData("failed", null)]
    [InlineData("failed", "")]
    public void Job_without_an_end_or_a_reason_is_found(string status, string? error) =>
        Judge(Past.OneJob with { Jobs = [new(Past.Job, Past.Pet, status, error)] }).ShouldContain(what => what.Contains("did not end"));

    [Fact]
    public void Failed_job_with_a_reason_is_in_order() =>
        Judge(Past.OneJob with { Jobs = [new(Past.Job, Past.Pet, "failed", "no such model")] }).ShouldBeEmpty();

    [Fact]
    public void Key_that_was_answered_with_two_jobs_is_found() => Judge(Past.OneJob with
    {
        Calls = [Past.Accepted(), Past.Accepted(Other)],
        Jobs = [.. Past.OneJob.Jobs, new(Other, Past.Pet, "succeeded", LastError: null)],
    }).ShouldContain(what => what.Contains("several jobs"));

    [Fact]
    public void Key_that_added_two_jobs_is_found_though_nobody_was_told() => Judge(Past.OneJob with
    {
        JobChanges = [.. Past.OneJob.JobChanges, new(Other, Past.Pet, Was: null, Past.Queued(), Past.By("api-2", 4)) { Key = "k" }],
    }).ShouldContain(what => what.Contains("added several jobs"));

    [Fact]
    public void Job_that_nobody_took_back_after_its_lease_is_found()
    {
        var stuck = Stuck(until: 21);
        Judge(stuck).ShouldContain(what => what.Contains("stuck"));
        Judge(stuck with { Faults = [Past.Fault(FaultKind.PostgresRestarted, "all", 9, 14, postgresAway: true)] }).ShouldBeEmpty();
        Judge(Stuck(until: 19)).ShouldBeEmpty();
    }

    [Fact]
    public void Request_that_joined_a_run_which_had_begun_is_found_unless_its_first_try_came_before()
    {
        var late = Past.Accepted(key: "late", began: 2.5, ended: 4);
        Judge(Past.OneJob with { Calls = [Past.Accepted(), late] }).ShouldContain(what => what.Contains("no run"));

        var lost = late with { Began = Past.At(1), Ended = Past.At(2), Status = 0, JobId = null, Failure = "reset" };
        Judge(Past.OneJob with { Calls = [Past.Accepted(), lost, late] }).ShouldBeEmpty();
    }

    private static RunHistory Stuck(double until) => Past.OneJob with
    {
        JobChanges =
        [
            .. Past.OneJob.JobChanges.Take(2),
            Past.Change(Past.Processing(1, "one", 10), Past.Queued(1, "one"), Past.By("worker-2", until)),
        ],
    };

    private static string[] Judge(RunHistory history) => [.. new JobsEnd().Judge(history).Select(violation => violation.What)];
}
