using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.Persistence.Rollout;
using MediaClusters.Tests.Persistence.Rollout;

namespace MediaClusters.Tests.Graph;

/// <summary>The whole application with the rollout's settings in a file that the test changes.</summary>
public sealed class RolloutGraphFixture : GraphFixture
{
    internal RolloutFile File { get; } = new(0, 0, keep: true);

    protected override IEnumerable<string> Arguments => [$"--RolloutFile={File.Path}"];

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        File.Dispose();
    }
}

/// <summary>Flags go up and down again while pets are uploaded, clustered and read: nothing fails, nothing is lost, nothing goes back.</summary>
[Collection(GraphCollection.Name)]
public sealed class RolloutTests(RolloutGraphFixture graph) : IClassFixture<RolloutGraphFixture>
{
    private const int Pets = 200;
    private const int Callers = 8;
    private const int MostPhotos = 14;

    // Enough of them that every stage has jobs of pets on both sides of each flag.
    private const int RoundsOfStage = 80;

    private readonly RampedPet[] _pets = [.. Enumerable.Range(0, Pets).Select(_ => new RampedPet(Guid.CreateVersion7()))];
    private readonly ConcurrentQueue<string> _errors = new();
    private int _rounds;

    [Fact]
    public async Task A_ramp_up_and_back_under_load_loses_nothing()
    {
        await Parallel.ForEachAsync(_pets, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (pet, _) => await AddPhotoAsync(pet));
        await ExpectEverythingAsync();
        (await VersionsAsync()).ShouldBe(0);

        await UnderLoadAsync(async () =>
        {
            foreach (var (persistence, reads) in ((int, int)[])[(10, 0), (10, 10), (50, 10), (50, 50), (100, 50), (100, 100)])
                await StageAsync(persistence, reads);
        });

        // Every pet is written to Postgres now.
        await Parallel.ForEachAsync(_pets, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (pet, _) => await AddPhotoAsync(pet));
        await ExpectEverythingAsync();
        (await graph.QueryAsync<long>($"SELECT count(*) FROM pets WHERE latest_version > 0 AND pet_id = ANY({Ids})")).ShouldBe(Pets);

        await UnderLoadAsync(async () =>
        {
            foreach (var (persistence, reads) in ((int, int)[])[(100, 50), (100, 10), (100, 0), (50, 0), (0, 0)])
                await StageAsync(persistence, reads);
        });

        // And none any more.
        await ExpectEverythingAsync();
        var versions = await VersionsAsync();
        await Parallel.ForEachAsync(_pets, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (pet, _) => await AddPhotoAsync(pet));
        await ExpectEverythingAsync();
        (await VersionsAsync()).ShouldBe(versions);
    }

    private string Ids => $"ARRAY[{string.Join(',', _pets.Select(pet => $"'{pet.Id}'::uuid"))}]";

    private Task<long> VersionsAsync() => graph.QueryAsync<long>($"SELECT count(*) FROM pet_clusters WHERE pet_id = ANY({Ids})");

    private async Task StageAsync(int persistence, int reads)
    {
        graph.File.Replace(persistence, reads, keep: true);
        var inForce = await GraphFixture.EventuallyAsync(InForceAsync, found => found == (persistence, reads));
        inForce.ShouldBe((persistence, reads));

        var until = Volatile.Read(ref _rounds) + RoundsOfStage;
        await GraphFixture.EventuallyAsync(() => Task.FromResult(Volatile.Read(ref _rounds)), rounds => rounds >= until || !_errors.IsEmpty);
    }

    /// <summary>What the API says it goes by; the workers look as often.</summary>
    private async Task<(double Persistence, double Reads)> InForceAsync()
    {
        var metrics = await graph.Api.GetStringAsync("/metrics");
        return (Percentage(RolloutFeatures.PostgresPersistence), Percentage(RolloutFeatures.PostgresReads));

        double Percentage(string feature)
        {
            var line = metrics.Split('\n').FirstOrDefault(line =>
                line.StartsWith("mediaclusters_feature_percentage", StringComparison.Ordinal) && line.Contains($"feature=\"{feature}\"", StringComparison.Ordinal));
            return line is null ? -1 : double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
        }
    }

    private async Task UnderLoadAsync(Func<Task> ramp)
    {
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller, stop.Token))).ToArray();
        await ramp();
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        _errors.ShouldBeEmpty();
    }

    /// <summary>A caller has pets of its own, so it knows in which order things happened to them.</summary>
    private async Task CallAsync(int caller, CancellationToken stop)
    {
        var random = new Random(caller);
        var own = _pets.Where((_, n) => n % Callers == caller).ToArray();
        while (!stop.IsCancellationRequested)
        {
            var pet = own[random.Next(own.Length)];
            try
            {
                if (pet.Photos < MostPhotos)
                    await AddPhotoAsync(pet);
                else
                    await graph.PostJobAsync(pet.Id);
                await ReadAsync(pet);
                await ReadAsync(own[random.Next(own.Length)]);
            }
            catch (Exception exception)
            {
                _errors.Enqueue(exception.Message);
            }

            Interlocked.Increment(ref _rounds);
        }
    }

    private async Task AddPhotoAsync(RampedPet pet)
    {
        await graph.PutImagesAsync(pet.Id, Album.Photos(pet.Id, 1, first: pet.Photos));
        pet.Photos++;
        await graph.PostJobAsync(pet.Id);
    }

    private async Task ReadAsync(RampedPet pet)
    {
        using var response = await graph.Api.GetAsync($"/internal/pets/{pet.Id}/clusters/latest");
        if (response.StatusCode == HttpStatusCode.NotFound && pet.Seen == 0)
            return;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            _errors.Enqueue($"{pet.Id}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            return;
        }

        var found = await response.Content.ReadFromJsonAsync<JsonElement>();
        var photos = found.GetProperty("image_count").GetInt32();
        if (photos < pet.Seen)
            _errors.Enqueue($"{pet.Id}: {photos} photos after {pet.Seen}, version {found.GetProperty("version")}");
        pet.Seen = photos;
    }

    /// <summary>When all jobs are done every reader sees every photo.</summary>
    private async Task ExpectEverythingAsync()
    {
        await graph.WaitForIdleAsync();
        (await graph.QueryAsync<long>("SELECT count(*) FROM cluster_jobs WHERE status = 'failed'")).ShouldBe(0);
        await Parallel.ForEachAsync(_pets, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (pet, _) => await ReadAsync(pet));
        _errors.ShouldBeEmpty();
        _pets.Where(pet => pet.Seen != pet.Photos).Select(pet => $"{pet.Id}: {pet.Seen} of {pet.Photos}").ShouldBeEmpty();
    }

    private sealed class RampedPet(Guid id)
    {
        public Guid Id => id;

        public int Photos { get; set; }

        /// <summary>The photos of the newest result that was read.</summary>
        public int Seen { get; set; }
    }
}
