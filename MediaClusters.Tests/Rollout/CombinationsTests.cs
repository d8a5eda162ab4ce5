using System.Text;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Rollout;

/// <summary>Every combination of the flags, with a real Postgres and a real Redis: where results go, and where they are read.</summary>
[Collection(ServersCollection.Name)]
public sealed class CombinationsTests(Servers servers) : IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private RolloutStage _stage = null!;

    public async Task InitializeAsync() => _stage = await RolloutStage.CreateAsync(servers);

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Theory]
    [InlineData(0, 0, false, 0, true, 0)]
    [InlineData(0, 100, false, 0, true, 0)]
    [InlineData(100, 0, false, 1, true, 1)]
    [InlineData(100, 0, true, 1, true, 1)]
    [InlineData(100, 100, false, 1, false, 1)]
    [InlineData(100, 100, true, 1, true, 1)]
    public async Task A_result_goes_where_the_flags_say_and_is_read_in_every_combination(
        int persistence, int reads, bool keep, int versions, bool state, int seen)
    {
        _stage.Set(persistence, reads, keep);
        await _stage.PutAsync(_pet, 6);

        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Succeeded);

        (await _stage.VersionsAsync(_pet)).ShouldBe(versions);
        (await _stage.StateAsync(_pet)).ShouldBe(state ? 6 : null);
        (await _stage.SeenAsync(_pet)).ShouldBe((seen, 6));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 100)]
    [InlineData(100, 0)]
    [InlineData(100, 100)]
    public async Task Nobody_knows_an_unknown_pet(int persistence, int reads)
    {
        _stage.Set(persistence, reads, keep: true);

        (await _stage.RunAsync((await _stage.ClaimAsync(_pet)) with { SnoozesLeft = 0 })).ShouldBe(JobOutcome.Unchanged);

        (await _stage.SeenAsync(_pet)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_read_from_Redis_is_what_is_read_from_Postgres()
    {
        _stage.Set(100, 100, keep: true);
        await _stage.PutAsync(_pet, 12);
        await _stage.RunAsync(_pet);
        var version = (await _stage.ReadAsync(_pet)).ShouldNotBeNull();

        _stage.Set(100, 0, keep: true);
        var state = (await _stage.ReadAsync(_pet)).ShouldBeOfType<LegacyBody>();

        Encoding.UTF8.GetString(state.Body.Span).ShouldBe(Encoding.UTF8.GetString(version.Body.Span));
        state.Tag.ShouldBe(((LegacyBody)(await _stage.ReadAsync(_pet))!).Tag);
        await _stage.PutAsync(_pet, 1, first: 12);
        await _stage.RunAsync(_pet);
        ((LegacyBody)(await _stage.ReadAsync(_pet))!).Tag.ShouldNotBe(state.Tag);
    }

    [Fact]
    public async Task Results_stay_the_newest_all_the_way_there_back_and_there_again()
    {
        var photos = 0;
        foreach (var (persistence, reads, version) in ((int, int, long)[])
            [(0, 0, 0), (100, 0, 1), (100, 100, 2), (100, 0, 3), (0, 0, 3), (0, 100, 3), (100, 100, 4), (0, 100, 4), (0, 0, 4), (100, 100, 5)])
        {
            // Turned without a job: nothing changes for the reader.
            var before = await _stage.SeenAsync(_pet);
            _stage.Set(persistence, reads, keep: true);
            (await _stage.SeenAsync(_pet)).ShouldBe(before);

            await _stage.PutAsync(_pet, 1, first: photos++);
            (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Succeeded);
            (await _stage.SeenAsync(_pet)).ShouldBe((version, photos), $"persistence {persistence}, reads {reads}");
        }
    }

    [Fact]
    public async Task Before_the_backfill_a_pet_that_is_read_from_Postgres_is_answered_from_its_state()
    {
        await _stage.Connection.GetDatabase().StringSetAsync(LegacyKeys.State(_pet), $$"""{"pet_id": "{{_pet}}", "clusters": [{"id": "c", "members": [{"image_id": "a"}]}]}""");
        _stage.Set(100, 100, keep: true);

        (await _stage.ReadAsync(_pet)).ShouldBeOfType<LegacyBody>().Version.ShouldBe(0);

        // The stub's state goes at once when there is a version, however soon after.
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        (await _stage.SeenAsync(_pet)).ShouldBe((1, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_job_leaves_what_the_stub_found_while_there_are_no_photos(int percentage)
    {
        var state = $$"""{"pet_id": "{{_pet}}", "clusters": [{"id": "c", "members": [{"image_id": "a"}]}]}""";
        await _stage.Connection.GetDatabase().StringSetAsync(LegacyKeys.State(_pet), state);
        _stage.Set(percentage, percentage, keep: true);

        (await _stage.RunAsync(_pet, force: true)).ShouldBe(JobOutcome.Unchanged);

        ((string?)await _stage.Connection.GetDatabase().StringGetAsync(LegacyKeys.State(_pet))).ShouldBe(state);
        (await _stage.VersionsAsync(_pet)).ShouldBe(0);
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_an_error_until_the_next_job_replaces_it()
    {
        await _stage.Connection.GetDatabase().StringSetAsync(LegacyKeys.State(_pet), """{"pet_id": 7.5, "clusters": []}""");
        _stage.Set(0, 0, keep: false);

        (await Should.ThrowAsync<InvalidDataException>(() => _stage.ReadAsync(_pet))).Message.ShouldContain("pet_id is no text");

        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        (await _stage.SeenAsync(_pet)).ShouldBe((0, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Deleted_photos_do_not_stay_in_the_state(int persistence)
    {
        _stage.Set(0, 0, keep: false);
        await _stage.PutAsync(_pet, 1);
        await _stage.RunAsync(_pet);
        await _stage.DeleteAsync(_pet, 0);
        _stage.Set(persistence, 0, keep: true);

        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Succeeded);

        (await _stage.SeenAsync(_pet)).ShouldBe((persistence / 100, 0));
    }

    [Fact]
    public async Task An_unchanged_job_brings_back_a_state_that_was_lost()
    {
        _stage.Set(100, 100, keep: false);
        await _stage.PutAsync(_pet, 6);
        await _stage.RunAsync(_pet);
        (await _stage.StateAsync(_pet)).ShouldBeNull();

        _stage.Set(100, 0, keep: true);
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Unchanged);

        (await _stage.StateAsync(_pet)).ShouldBe(6);
        (await _stage.SeenAsync(_pet)).ShouldBe((1, 6));
        (await _stage.States.FindAsync(_pet))!.State!.Clusters.SelectMany(cluster => cluster.Members).ShouldAllBe(member => member.QualityScore == 0.5);
    }

    [Fact]
    public async Task An_unchanged_job_replaces_a_newer_result_that_is_in_the_state_alone()
    {
        _stage.Set(100, 100, keep: true);
        await _stage.PutAsync(_pet, 3);
        await _stage.RunAsync(_pet);
        _stage.Set(0, 0, keep: true);
        await _stage.PutAsync(_pet, 1, first: 3);
        await _stage.RunAsync(_pet);
        await _stage.DeleteAsync(_pet, 3);

        // Not over yet, but nothing is kept up for this pet any more.
        _stage.Set(99.999999m, 100, keep: false);
        (await _stage.SeenAsync(_pet)).ShouldBe((1, 4));
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Unchanged);

        (await _stage.SeenAsync(_pet)).ShouldBe((1, 3));
    }

    [Fact]
    public async Task An_unchanged_job_writes_the_state_of_a_head_that_was_raised_above_its_version()
    {
        _stage.Set(100, 100, keep: false);
        await _stage.PutAsync(_pet, 6);
        await _stage.RunAsync(_pet);
        await _stage.ExecuteAsync("UPDATE pets SET latest_version = latest_version + 1000000");

        _stage.Set(100, 0, keep: true);
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Unchanged);

        (await _stage.SeenAsync(_pet)).ShouldBe((1_000_001, 6));
    }

    [Fact]
    public async Task A_restored_version_that_a_job_copies_to_the_state_says_there_what_it_says_in_Postgres()
    {
        _stage.Set(100, 100, keep: false);
        await _stage.PutAsync(_pet, 6);
        await _stage.RunAsync(_pet);
        await _stage.RunAsync(_pet, force: true);
        (await _stage.Get<IVersionRestorer>().RestoreAsync(new(_pet, 1), default)).Outcome.ShouldBe(RestoreOutcome.Restored);
        var version = Encoding.UTF8.GetString((await _stage.ReadAsync(_pet)).ShouldNotBeNull().Body.Span);
        version.ShouldContain("\"changes\":null");

        _stage.Set(100, 0, keep: true);
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Unchanged);

        Encoding.UTF8.GetString((await _stage.ReadAsync(_pet)).ShouldBeOfType<LegacyBody>().Body.Span).ShouldBe(version);
    }

    [Fact]
    public async Task Deleted_photos_do_not_stay_in_an_imported_version_that_was_restored()
    {
        await _stage.ImportAsync(_pet);
        await _stage.PutAsync(_pet, 1);
        await _stage.RunAsync(_pet);
        (await _stage.Get<IVersionRestorer>().RestoreAsync(new(_pet, 1, AllowMissingPhotos: true), default)).Outcome.ShouldBe(RestoreOutcome.Restored);
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Unchanged);

        await _stage.DeleteAsync(_pet, 0);
        (await _stage.RunAsync(_pet)).ShouldBe(JobOutcome.Succeeded);

        (await _stage.SeenAsync(_pet)).ShouldBe((4, 0));
    }
}
