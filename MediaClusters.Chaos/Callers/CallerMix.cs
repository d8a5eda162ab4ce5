using System.Collections.Concurrent;
using System.Globalization;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Callers;

/// <summary>What callers do one after the other: mostly reads, some uploads and jobs, now and then a deletion or a restore. All is drawn from one seed.</summary>
internal sealed class CallerMix
{
    private const int ReadersAPet = 4;
    private const int MostPhotos = 60;
    private const int HotPets = 10;
    private const int KnownJobs = 200;
    private const int JobsOfStorm = 30;

    private readonly IReadOnlyList<PetAlbum> _pets;
    private readonly Reader[][] _readers;
    private readonly Reads _reads;
    private readonly Writes _writes;
    private readonly int _apis;
    private readonly string _run;
    private readonly ConcurrentQueue<(Guid JobId, PetAlbum Pet)> _jobs = new();
    private int _keys;

    public CallerMix(IReadOnlyList<PetAlbum> pets, ApiPort port, CallLog log, string run)
    {
        (_pets, _apis, _run) = (pets, port.Count, run);
        (_reads, _writes) = (new(port, log), new(port, log));

        // Half of a pet's readers stay with one process, the others take any.
        _readers = [.. pets.Select((pet, p) => Enumerable.Range(0, ReadersAPet)
            .Select(r => new Reader(string.Create(CultureInfo.InvariantCulture, $"reader {p}.{r}"), pet, r < ReadersAPet / 2 ? r % port.Count : null)).ToArray())];
    }

    /// <summary>The next thing that somebody does.</summary>
    /// <param name="seed">Decides what.</param>
    public async Task ActAsync(int seed)
    {
        var random = new Random(seed);
        var (index, api) = (random.Next(2) == 0 ? random.Next(Math.Min(HotPets, _pets.Count)) : random.Next(_pets.Count), random.Next(_apis));
        var (pet, reader) = (_pets[index], _readers[index][random.Next(ReadersAPet)]);
        switch (random.Next(100))
        {
            case < 40:
                await _reads.LatestAsync(reader, reader.Choose(random, _apis), ifNoneMatch: false, insist: false, compressed: random.Next(5) == 0);
                break;
            case < 47:
                await _reads.LatestAsync(reader, reader.Choose(random, _apis), ifNoneMatch: true, insist: false, compressed: false);
                break;
            case < 53:
                await _reads.LatestAsync(reader, api, ifNoneMatch: false, insist: true, compressed: false);
                break;
            case < 58 when pet.Newest > 0:
                await _reads.VersionAsync(pet, api, 1 + random.NextInt64(pet.Newest));
                break;
            case < 65:
                await _reads.HistoryAsync(pet, api);
                break;
            case < 68:
                await _reads.BatchGetAsync(Some(random, 20), api);
                break;
            case < 73:
                await _reads.LatestVersionsAsync(Some(random, 50), api);
                break;
            case < 76 when _jobs.TryDequeue(out var job):
                await _reads.JobAsync(job.JobId, job.Pet, api);
                break;
            case < 84:
                await UploadAsync(pet, api, random);
                await PostAsync(pet, force: false, api, random);
                break;
            case < 95:
                await PostAsync(pet, force: random.Next(4) != 0, api, random);
                break;
            case < 96:
                await StormAsync(api, random);
                break;
            case < 97:
                await CallOffAsync(pet, api, random);
                break;
            case < 98 when pet.TakeForDeletion(random) is { } photo:
                await _writes.DeleteImageAsync(pet, photo, api);
                break;
            default:
                if (pet.Newest is > 1 and var newest)
                    await _writes.RestoreAsync(pet, newest, api);
                break;
        }
    }

    /// <summary>A job for a pet whose photos may be new.</summary>
    public async Task<bool> PostAsync(PetAlbum pet, bool force, int api, Random random)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{_run}-{Interlocked.Increment(ref _keys)}");
        if (await _writes.PostJobAsync(pet, key, force, random.Next(-1, 2) * 10, api) is not { } job)
            return false;
        if (_jobs.Count < KnownJobs)
            _jobs.Enqueue((job, pet));
        return true;
    }

    /// <summary>A job that its caller thinks better of, and sometimes worse again.</summary>
    private async Task CallOffAsync(PetAlbum pet, int api, Random random)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{_run}-{Interlocked.Increment(ref _keys)}");
        if (await _writes.PostJobAsync(pet, key, force: true, priority: -10, api) is not { } job)
            return;
        await _writes.CancelAsync(pet, job, api);
        if (random.Next(3) == 0)
            await _writes.RedriveAsync(pet, api);
    }

    /// <summary>Photos that a pet comes with.</summary>
    public Task SeedAsync(PetAlbum pet, int photos, int api, Random random) =>
        _writes.PutImagesAsync(pet, [.. Enumerable.Range(0, photos).Select(_ => PhotoMaker.Id(random))], stay: true, api, random);

    private async Task UploadAsync(PetAlbum pet, int api, Random random)
    {
        var changed = random.Next(3) == 0 || pet.Count >= MostPhotos ? pet.PickStaying(random) : null;
        IReadOnlyList<Guid> images = changed is { } image ? [image] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => PhotoMaker.Id(random))];
        await _writes.PutImagesAsync(pet, images, stay: changed is not null, api, random);
    }

    /// <summary>Many jobs at once, so that every worker has some in hand when a fault comes.</summary>
    private async Task StormAsync(int api, Random random) =>
        await Task.WhenAll(Some(random, JobsOfStorm).Select(pet => PostAsync(pet, force: true, api, new Random(random.Next()))));

    private IReadOnlyList<PetAlbum> Some(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _pets[random.Next(_pets.Count)]).Distinct()];
}
