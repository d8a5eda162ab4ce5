using MediaClusters.Clustering;
using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Worker.Jobs;

public sealed class PetPhotosTests : IAsyncDisposable
{
    private readonly WorkerHarness _worker = new();
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

        using var loaded = await Photos.LoadAsync(Guid.NewGuid(), default);

        loaded.Selection.Photos.Count.ShouldBe(count);
        _loads.ShouldBe(loads);
    }

    [Fact]
    public async Task Load_of_a_large_pet_waits_for_the_one_before_and_an_ordinary_one_does_not()
    {
        Given(PetPhotos.Ordinary + 1);
        var first = await Photos.LoadAsync(Guid.NewGuid(), default);
        var second = Photos.LoadAsync(Guid.NewGuid(), default);
        Given(3);
        using (await WorkerHarness.SoonAsync(Photos.LoadAsync(Guid.NewGuid(), default)))
            second.IsCompleted.ShouldBeFalse();
        Given(PetPhotos.Ordinary + 1);

        first.Dispose();

        (await WorkerHarness.SoonAsync(second)).Selection.Count.ShouldBe(PetPhotos.Ordinary + 1);
    }

    [Fact]
    public async Task Load_that_fails_or_is_given_up_lets_the_next_one_in()
    {
        Given(PetPhotos.Ordinary + 1);
        _worker.Stores.OnLoad = _ => Interlocked.Increment(ref _loads) == 2 ? throw new IOException("away") : Task.CompletedTask;
        await Should.ThrowAsync<IOException>(() => Photos.LoadAsync(Guid.NewGuid(), default));

        using (await WorkerHarness.SoonAsync(Photos.LoadAsync(Guid.NewGuid(), default)))
        {
            using var impatient = new CancellationTokenSource();
            var waiting = Photos.LoadAsync(Guid.NewGuid(), impatient.Token);
            await impatient.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        }

        (await WorkerHarness.SoonAsync(Photos.LoadAsync(Guid.NewGuid(), default))).Dispose();
    }

    [Fact]
    public async Task Load_of_more_than_a_run_takes_says_so_at_once()
    {
        _worker.Stores.MaxPhotos = PetPhotos.Ordinary + 1;
        Given(PetPhotos.Ordinary + 2);

        (await Should.ThrowAsync<TooManyPhotosException>(() => Photos.LoadAsync(Guid.NewGuid(), default))).Count.ShouldBe(PetPhotos.Ordinary + 2);

        _loads.ShouldBe(1);
    }

    [Fact]
    public async Task Job_of_a_large_pet_gives_its_turn_back_however_it_ends()
    {
        Given(PetPhotos.Ordinary + 1);
        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Succeeded);
        _worker.Stores.OnCluster = _ => throw new InvalidOperationException("broken");
        (await _worker.ProcessAsync(FakeJobQueue.Job())).ShouldBe(JobOutcome.Retried);

        (await WorkerHarness.SoonAsync(Photos.LoadAsync(Guid.NewGuid(), default))).Dispose();
    }

    private void Given(int count) => _worker.Stores.Photos = [.. Enumerable.Range(0, count).Select(_ => FakeStores.Photo("clip"))];
}
