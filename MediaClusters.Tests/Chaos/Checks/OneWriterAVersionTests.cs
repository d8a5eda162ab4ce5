using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Checks;

public sealed class OneWriterAVersionTests
{
    [Fact]
    public void Version_written_by_the_attempt_that_holds_the_job_is_in_order() => Judge(Past.OneJob).ShouldBeEmpty();

    [Theory]
    [InlineData(2, 3)]
    [InlineData(1, 3)]
    [InlineData(1, 1)]
    public void Versions_with_gaps_or_duplicates_are_found(long first, long second) => Judge(Past.OneJob with
    {
        VersionWrites = [Restored(first), Restored(second)],
    }).ShouldContain(what => what.Contains("are not 1 to"));

    [Fact]
    public void Version_of_nobody_is_found() => Judge(Past.OneJob with
    {
        VersionWrites = [Past.OneJob.VersionWrites[0] with { JobId = null }],
    }).ShouldContain(what => what.Contains("nobody says"));

    [Fact]
    public void Version_of_an_attempt_whose_job_was_queued_again_is_found() => Judge(Past.OneJob with
    {
        JobChanges =
        [
            .. Past.OneJob.JobChanges.Take(2),
            Past.Change(Past.Processing(1, "one", 10), Past.Queued(1, "one"), Past.By("worker-2", 11, transaction: 3)),
            Past.Change(Past.Queued(1, "one"), Past.Succeeded(1, "one"), Past.By("worker-1", 12, transaction: 7)),
        ],
    }).ShouldContain(what => what.Contains("without holding"));

    [Fact]
    public void Version_of_a_worker_that_does_not_hold_the_job_is_found() => Judge(Past.OneJob with
    {
        JobChanges =
        [
            .. Past.OneJob.JobChanges.Take(2),
            Past.Change(Past.Processing(1, "one", 10), Past.Succeeded(1, "one"), Past.By("worker-2", 3, transaction: 7)),
        ],
        VersionWrites = [Past.Version(1, Past.By("worker-2", 3, transaction: 7))],
    }).ShouldContain(what => what.Contains("does not hold"));

    [Fact]
    public void Version_of_an_attempt_whose_lease_had_run_out_is_found() => Judge(Past.OneJob with
    {
        JobChanges =
        [
            .. Past.OneJob.JobChanges.Take(2),
            Past.Change(Past.Processing(1, "one", 10), Past.Succeeded(1, "one"), Past.By("worker-1", 11, transaction: 7)),
        ],
    }).ShouldContain(what => what.Contains("expired attempt"));

    [Fact]
    public void Lease_that_runs_out_while_the_statement_is_under_way_is_in_order() => Judge(Past.OneJob with
    {
        JobChanges =
        [
            .. Past.OneJob.JobChanges.Take(2),
            Past.Change(Past.Processing(1, "one", 10), Past.Succeeded(1, "one"), new(7, Past.At(9.9), Past.At(10.1), "worker-1")),
        ],
    }).ShouldBeEmpty();

    [Fact]
    public void Job_taken_from_its_holder_before_the_lease_ends_is_found()
    {
        Judge(TakenBack(at: 9)).ShouldContain(what => what.Contains("which another attempt held"));
        Judge(TakenBack(at: 11)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("succeeded", "queued", "worker-1", false)]
    [InlineData("succeeded", "succeeded", "worker-1", false)]
    [InlineData("failed", "queued", "worker-1", false)]
    [InlineData("queued", "failed", "worker-1", false)]
    [InlineData("failed", "queued", "api-1", true)]
    [InlineData("queued", "failed", "api-1", true)]
    public void Job_that_has_ended_or_is_in_nobodys_hands_is_moved_by_people_alone(string was, string became, string by, bool fine) => Judge(new()
    {
        JobChanges = [Past.Change(new(was, 1, "one", Lease: null), new(became, 1, "one", Lease: null), Past.By(by, 9))],
    }).Length.ShouldBe(fine ? 0 : 1);

    private static RunHistory TakenBack(double at) => Past.OneJob with
    {
        JobChanges = [.. Past.OneJob.JobChanges.Take(2), Past.Change(Past.Processing(1, "one", 10), Past.Queued(1, "one"), Past.By("worker-2", at))],
        VersionWrites = [],
    };

    private static VersionWrite Restored(long version) => new(Past.Pet, version, JobId: null, RestoredFrom: 1, Past.By("api-1", version));

    private static string[] Judge(RunHistory history) => [.. new OneWriterAVersion().Judge(history).Select(violation => violation.What)];
}
