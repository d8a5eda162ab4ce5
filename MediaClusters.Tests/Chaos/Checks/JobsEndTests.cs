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
    [InlineData("queued", null, null, "did not end")]
    [InlineData("processing", null, null, "did not end")]
    [InlineData("failed", null, "cancelled", "without a reason")]
    [InlineData("failed", "", "cancelled", "without a reason")]
    [InlineData("failed", "lease expired", "crashed", "failed for good")]
    [InlineData("failed", "no such model", "input", "failed for good")]
    [InlineData("failed", "timeout", "attempts", "failed for good")]
    [InlineData("failed", "timeout", null, "failed for good")]
    public void Job_without_an_end_or_with_one_that_no_fault_explains_is_found(string status, string? error, string? failure, string found)
    {
        var history = Past.OneJob with { Jobs = [new(Past.Job, Past.Pet, status, error, failure)] };
        Judge(history).ShouldHaveSingleItem().ShouldContain(found);
        Judge(history with { Calls = [] }).ShouldHaveSingleItem().ShouldContain(found);
    }

    [Fact]
    public void Job_that_was_called_off_is_in_order() =>
        Judge(Past.OneJob with { Jobs = [new(Past.Job, Past.Pet, "failed", "not wanted", "cancelled")] }).ShouldBeEmpty();

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

    [Fact]
    public void Run_of_the_harness_own_last_request_serves_nobody_else()
    {
        var late = Past.OneJob with { Calls = [Past.Accepted(), Past.Accepted(key: "late", began: 2.5, ended: 4)], JobChanges = [.. Past.OneJob.JobChanges, .. Again(51)] };
        Judge(late).ShouldBeEmpty();
        Judge(late with { AskedOnceMore = Past.At(50) }).ShouldContain(what => what.Contains("no run"));
        Judge(late with { AskedOnceMore = Past.At(50), Calls = [Past.Accepted(), Past.Accepted(key: "late", began: 50.5, ended: 51)] }).ShouldBeEmpty();
    }

    [Fact]
    public void Run_of_another_job_serves_whom_a_job_was_promised_only_where_it_was_queued_when_that_gave_way()
    {
        RunHistory With(params JobChange[] other) => Past.OneJob with
        {
            Calls = [Past.Accepted(), Past.Accepted(key: "late", began: 2.5, ended: 4)],
            Jobs = [.. Past.OneJob.Jobs, new(Other, Past.Pet, "succeeded", LastError: null)],
            JobChanges = [.. Past.OneJob.JobChanges, .. other],
        };

        var claim = new JobChange(Other, Past.Pet, Past.Queued(), Past.Processing(1, "two", 30), Past.By("worker-2", 20));
        JobChange Queued(double at) => new(Other, Past.Pet, Was: null, Past.Queued(), Past.By("api-1", at));
        Judge(With(Queued(2.8), claim)).ShouldBeEmpty();
        Judge(With(Queued(3.5), claim)).ShouldContain(what => what.Contains("no run"));
        Judge(With(Queued(2.8), claim) with { AskedOnceMore = Past.At(19) }).ShouldContain(what => what.Contains("no run"));
    }

    [Fact]
    public void Job_that_was_superseded_left_its_work_to_another()
    {
        var superseded = Past.OneJob with
        {
            JobChanges =
            [
                .. Past.OneJob.JobChanges.Take(2),
                new(Other, Past.Pet, Was: null, Past.Queued(), Past.By("api-1", 2.8)),
                Past.Change(Past.Processing(1, "one", 10), new("failed", 1, "one", Lease: null), Past.By("worker-2", 9)),
                new(Other, Past.Pet, Past.Queued(), Past.Processing(1, "two", 30), Past.By("worker-2", 20)),
            ],
            Jobs = [new(Past.Job, Past.Pet, "failed", "lease expired", "superseded"), new(Other, Past.Pet, "succeeded", LastError: null)],
        };
        Judge(superseded).ShouldBeEmpty();
        Judge(superseded with { JobChanges = [.. superseded.JobChanges.Take(4)] }).ShouldContain(what => what.Contains("no run"));
    }

    private static JobChange[] Again(double at) =>
    [
        Past.Change(Past.Queued(1), Past.Processing(2, "one", at + 5), Past.By("worker-1", at)),
        Past.Change(Past.Processing(2, "one", at + 5), Past.Succeeded(2, "one"), Past.By("worker-1", at + 1, transaction: 8)),
    ];

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
