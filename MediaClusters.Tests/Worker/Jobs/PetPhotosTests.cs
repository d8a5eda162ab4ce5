using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Worker.Jobs;

public sealed class PetPhotosTests : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly WorkerHarness _worker = new(options => options.JobTimeout = Timeout);
    private int _loads;

    public PetPhotosTests()
    {
        _worker.Stores.MaxPhotos = 50_000;
        _worker.Stores.OnLoad = _ =>
        {
            Interlocked.Increment(ref _loads);
            return Task.CompletedTask;
        };
    }

    private PetPhotos Photos => _worker.Service<PetPhotos>();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(PetPhotos.Ordinary, 1)]
    [InlineData(PetPhotos.Ordinary + 1, 2)]
    public async Task Load_gives_all_photos_and_asks_twice_for_a_large_pet_only(int count, int loads)
    {
        Given(count);

        using var loaded = await LoadAsync();

        loaded.Pet.Photos.Photos.Count.ShouldBe(count);
        _loads.ShouldBe(loads);
    }

    [Fact]
    public async Task Load_of_a_large_pet_waits_for_the_one_before_and_an_ordinary_one_does_not()
    {
        Given(PetPhotos.Ordinary + 1);
        var first = await LoadAsync();
        var second = LoadAsync();
        Given(3);
        using (await WorkerHarness.SoonAsync(LoadAsync()))
            second.IsCompleted.ShouldBeFalse();
        Given(PetPhotos.Ordinary + 1);

        first.Dispose();

        (await WorkerHarness.SoonAsync(second)).Pet.Photos.Count.ShouldBe(PetPhotos.Ordinary + 1);
    }

    [Fact]
    public async Task Load_that_fails_or_is_given_up_lets_the_next_one_in()
    {
        Given(PetPhotos.Ordinary + 1);
        _worker.Stores.OnLoad = _ => Interlocked.Increment(ref _loads) == 2 ? throw new IOException("away") : Task.CompletedTask;
        await Should.ThrowAsync<IOException>(() => LoadAsync());

        using (await WorkerHarness.SoonAsync(LoadAsync()))
        {
            var impatient = _worker.Run(FakeJobQueue.Job());
            var waiting = Photos.LoadAsync(impatient);
            impatient.Stop();
            await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        }

        (await WorkerHarness.SoonAsync(LoadAsync())).Dispose();
    }

    [Fact]
    public async Task Load_of_more_than_a_run_takes_says_so_at_once()
    {
        _worker.Stores.MaxPhotos = PetPhotos.Ordinary + 1;
        Given(PetPhotos.Ordinary + 2);

        (await Should.ThrowAsync<TooManyPhotosException>(() => LoadAsync())).Count.ShouldBe(PetPhotos.Ordinary + 2);

        _loads.ShouldBe(1);
    }

    [Fact]
    public async Task Job_of_a_large_pet_gives_its_turn_back_however_it_ends()
    {
        Given(PetPhotos.Ordinary + 1);
        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Succeeded);
        _worker.Stores.OnCluster = _ => throw new InvalidOperationException("broken");
        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Retried);

        (await WorkerHarness.SoonAsync(LoadAsync())).Dispose();
    }

    [Fact]
    public async Task Job_of_a_large_pet_has_all_its_time_from_its_turn_on()
    {
        Given(PetPhotos.Ordinary + 1);
        var running = _worker.Run(FakeJobQueue.Job());
        var first = await LoadAsync();
        _worker.Time.Advance(Timeout / 2);
        var waiting = Photos.LoadAsync(running);

        _worker.Time.Advance(Timeout);
        waiting.IsCompleted.ShouldBeFalse();
        first.Dispose();

        using var loaded = await WorkerHarness.SoonAsync(waiting);
        _worker.Time.Advance(Timeout - TimeSpan.FromTicks(1));
        running.Token.IsCancellationRequested.ShouldBeFalse();
        _worker.Time.Advance(TimeSpan.FromTicks(1));
        running.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Job_of_a_large_pet_follows_the_version_that_came_while_it_waited()
    {
        Given(PetPhotos.Ordinary + 1);
        _worker.Stores.Head = new Head(4, Guid.NewGuid(), Infrastructure.Given.Hash());
        var first = await LoadAsync();
        var processing = _worker.ProcessAsync(FakeJobQueue.Job());
        _worker.Stores.Head = new Head(5, Guid.NewGuid(), Infrastructure.Given.Hash());

        first.Dispose();

        (await WorkerHarness.SoonAsync(processing)).ShouldBe(JobOutcome.Succeeded);
        _worker.Stores.Places.ShouldHaveSingleItem().Follows.ShouldBe(5);
    }

    private Task<LoadedPet> LoadAsync() => Photos.LoadAsync(_worker.Run(FakeJobQueue.Job()));

    private void Given(int count) => _worker.Stores.Photos = [.. Enumerable.Range(0, count).Select(_ => FakeStores.Photo("clip"))];
}
