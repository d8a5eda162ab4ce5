using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Rollout;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Worker.Jobs;

public sealed class PreviousVersionsTests : IAsyncDisposable
{
    private static readonly RolloutSettings Underway = new(100, 100, KeepLegacyState: true);

    private readonly WorkerHarness _worker = new();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task A_pet_without_a_version_follows_none()
    {
        await RunAsync();

        _worker.Stores.Followed.ShouldBe([null]);
        _worker.Stores.Places.ShouldHaveSingleItem().Follows.ShouldBe(0);
    }

    [Fact]
    public async Task A_run_follows_the_head_and_its_version_says_so()
    {
        var result = GivenHead(Given.ComputedResult(groupSize: 3));

        await RunAsync();

        var previous = _worker.Stores.Followed.ShouldHaveSingleItem().ShouldNotBeNull();
        previous.Groups.Select(group => group.StableId).ShouldBe(result.Clusters.Select(cluster => cluster.StableId));
        previous.Groups.Select(group => group.HeroId).ShouldBe(result.Clusters.Select(cluster => cluster.Hero.ImageId));
        previous.Groups[1].Members.ShouldBe(result.Clusters[1].Members.Select(member => member.ImageId));
        previous.Noise.ShouldBe(result.Noise);
        previous.AddedSinceFull.ShouldBe(4);
        previous.AllowsIncrement.ShouldBeTrue();
        var input = _worker.Stores.Inputs.ShouldHaveSingleItem();
        (_worker.Stores.Places.ShouldHaveSingleItem().Follows, input.Parameters, input.Model).ShouldBe((7, "none", "clip"));
    }

    [Theory]
    [InlineData("other", "none", "clip", false)]
    [InlineData("fake", "some", "clip", false)]
    [InlineData("fake", null, "clip", false)]
    [InlineData("fake", "none", "other", false)]
    [InlineData("fake", "none", null, false)]
    [InlineData("fake", "none", "clip", true)]
    public async Task A_head_made_otherwise_or_a_forced_job_gives_its_ids_and_allows_no_increment(string algorithm, string? parameters, string? model, bool force)
    {
        GivenHead(Given.ComputedResult());
        _worker.Stores.Head = _worker.Stores.Head! with { Algorithm = algorithm, Parameters = parameters, Model = model };

        await RunAsync(force);

        var previous = _worker.Stores.Followed.ShouldHaveSingleItem().ShouldNotBeNull();
        previous.AllowsIncrement.ShouldBeFalse();
        previous.Groups.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_head_that_does_not_tell_its_run_allows_no_increment()
    {
        GivenHead(Given.Result());

        await RunAsync();

        _worker.Stores.Followed.ShouldHaveSingleItem().ShouldNotBeNull().AllowsIncrement.ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_read_when_the_engine_is_not_going_to_run()
    {
        GivenHead(Given.Result());
        _worker.Stores.Head = _worker.Stores.Head! with { Snapshot = null, InputHash = _worker.Stores.HashOf(_worker.Stores.Photos) };

        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Unchanged);

        _worker.Logged.ShouldNotContain(2015);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"created_at\":null}")]
    [InlineData(null)]
    public async Task A_head_that_cannot_be_read_costs_the_ids_and_not_the_job(string? body)
    {
        GivenHead(Given.Result());
        _worker.Stores.Head = _worker.Stores.Head! with { Snapshot = body is null ? null : new(SnapshotCodec.Identity, System.Text.Encoding.UTF8.GetBytes(body)) };

        await RunAsync();

        _worker.Stores.Followed.ShouldBe([null]);
        _worker.Stores.Places.ShouldHaveSingleItem().Follows.ShouldBe(7);
        _worker.Logged.ShouldContain(2015);
    }

    [Fact]
    public async Task A_head_that_moved_meanwhile_is_retried_by_the_queue()
    {
        _worker.Stores.OnPersist = _ => throw new HeadMovedException(Guid.NewGuid(), 7, 8);

        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Retried);

        var failed = _worker.Queue.Failed.ShouldHaveSingleItem();
        failed.Permanent.ShouldBeFalse();
        failed.Error.ShouldContain("is at version 8; the result follows version 7");
        _worker.Measured.ShouldNotContain(measured => measured.Instrument == "mediaclusters.cluster.runs");
    }

    [Theory]
    [InlineData(7, false, true)]
    [InlineData(6, false, false)]
    [InlineData(7, true, false)]
    public async Task During_the_rollout_a_state_is_followed_that_is_newer_than_the_head(long version, bool persisted, bool followed)
    {
        _worker.Rollout.Settings = Underway;
        GivenHead(Given.ComputedResult(groupSize: 3));
        var job = FakeJobQueue.Job();
        GivenState(job.PetId, Given.ComputedResult(groupSize: 5), version, persisted);

        (await _worker.ProcessAsync(job)).ShouldBe(JobOutcome.Succeeded);

        var previous = _worker.Stores.Followed.ShouldHaveSingleItem().ShouldNotBeNull();
        previous.Groups[0].Members.Count.ShouldBe(followed ? 5 : 3);
        previous.AllowsIncrement.ShouldBe(!followed);
        _worker.Stores.Places.ShouldHaveSingleItem().Follows.ShouldBe(7);
    }

    [Fact]
    public async Task During_the_rollout_a_pet_without_a_version_follows_the_stubs_state_under_the_ids_it_is_served_by()
    {
        _worker.Rollout.Settings = Underway;
        var job = FakeJobQueue.Job();
        _worker.Rollout.States[job.PetId] = new(
            $"{job.PetId}", [new("c1", "beach", "i1", null, [new("i1", 0.5, 0, null)])], new(1, 1, null, null), null,
            new(0, 0, IsPersisted: true, "imported", "", new(null, null, null, 0, null), [0], []));

        (await _worker.ProcessAsync(job)).ShouldBe(JobOutcome.Succeeded);

        var group = _worker.Stores.Followed.ShouldHaveSingleItem().ShouldNotBeNull().Groups.ShouldHaveSingleItem();
        group.StableId.ShouldBe(NameBasedUuid.Create(LegacyOptions.DefaultNamespace, "c1"));
        group.Members.ShouldBe([NameBasedUuid.Create(LegacyOptions.DefaultNamespace, "i1")]);
    }

    [Fact]
    public async Task After_the_rollout_no_state_is_looked_at()
    {
        var job = FakeJobQueue.Job();
        GivenState(job.PetId, Given.ComputedResult(), version: 0, persisted: false);

        (await _worker.ProcessAsync(job)).ShouldBe(JobOutcome.Succeeded);

        _worker.Stores.Followed.ShouldBe([null]);
    }

    [Fact]
    public async Task A_result_that_was_written_is_counted_by_mode_strategy_and_kind()
    {
        _worker.Stores.OnCluster = _ => Given.ComputedResult() with { Run = new(RunMode.Approximate, "a strategy of tomorrow") };
        await RunAsync();
        _worker.Stores.OnCluster = _ => Given.ComputedResult();
        await RunAsync();
        _worker.Stores.OnPersist = _ => Task.FromResult<PersistedVersion?>(null);
        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Lost);

        _worker.Sum("mediaclusters.cluster.runs", "approximate/other").ShouldBe(1);
        _worker.Sum("mediaclusters.cluster.runs", "incremental/hdbscan").ShouldBe(1);
        foreach (var kind in (string[])["birth", "death", "split", "merge"])
            _worker.Sum("mediaclusters.groups.changed", kind).ShouldBe(2);
        _worker.Measured.Where(measured => measured.Instrument == "mediaclusters.cluster.churn").Select(measured => measured.Value).ShouldBe([0.125, 0.125]);
    }

    private async Task RunAsync(bool force = false)
        => (await _worker.ProcessAsync(FakeJobQueue.Job(force: force))).ShouldBe(JobOutcome.Succeeded);

    private ClusteringResult GivenHead(ClusteringResult result)
    {
        var head = new Head(7, Guid.NewGuid(), Given.Hash()) { Algorithm = "fake", Parameters = "none", Model = "clip" };
        _worker.Stores.Head = head with { Snapshot = new(SnapshotCodec.Identity, VersionJson.Write(Guid.NewGuid(), 7, DateTimeOffset.UnixEpoch, result).ToArray()) };
        return result;
    }

    private void GivenState(Guid petId, ClusteringResult result, long version, bool persisted)
        => _worker.Rollout.States[petId] = new LegacyResult(petId, result, Given.Hash(), DateTimeOffset.UnixEpoch, version, persisted)
            .ToState(DateTimeOffset.UnixEpoch, new Dictionary<Guid, double>());
}
