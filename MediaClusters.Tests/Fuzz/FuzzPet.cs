using MediaClusters.Clustering;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Fuzz;

/// <summary>
/// The pets that some requests are about, and no others are: one with four photos, two versions and jobs, and one that is not
/// there yet. So what a refused request changed shows, whatever goes on beside it.
/// </summary>
internal sealed record FuzzPet(Guid Home, Guid Stray, IReadOnlyList<Guid> Photos, Guid ForeignPhoto, IReadOnlyList<Guid> Jobs)
{
    private const int PhotoCount = 4;

    /// <summary>Neither photo nor job has it.</summary>
    private static readonly Guid Nobody = Given.Id(-1);

    public IEnumerable<Guid> Ids => [Home, Stray];

    public static async Task<IReadOnlyList<FuzzPet>> CreateAsync(TestDatabase database, int count, int seed, Guid foreignPhoto)
    {
        var random = new Random(seed);
        var pets = Enumerable.Range(0, count).Select(_ => new FuzzPet(
            Next(random), Next(random), [.. Enumerable.Range(0, PhotoCount).Select(_ => Next(random))], foreignPhoto, [])).ToArray();
        var done = new FuzzPet[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, _) =>
            await database.Images.UpsertAsync(pets[n].Home, [.. pets[n].Photos.Select((id, photo) => Given.Image(photo + 1, id: id))], CancellationToken.None));
        var first = await WriteVersionAsync(database, pets);
        var second = await WriteVersionAsync(database, pets);
        var failed = await ClaimAsync(database, pets);
        foreach (var job in failed)
            (await database.Queue.FailAsync(job, "by the fuzz", permanent: true, CancellationToken.None)).ShouldBe(ClusterJobStatus.Failed);
        var failures = failed.ToDictionary(job => job.PetId, job => job.Id);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, _) =>
        {
            var queued = await database.Queue.EnqueueAsync(Given.Request(pets[n].Home), CancellationToken.None);
            done[n] = pets[n] with { Jobs = [first[pets[n].Home], second[pets[n].Home], failures[pets[n].Home], queued.JobId] };
        });
        return done;
    }

    public string PetId(Random random) => $"{(random.Next(6) == 0 ? Stray : Home)}";

    public string PhotoId(Random random) => $"{random.Next(8) switch { 0 => ForeignPhoto, 1 => Nobody, _ => Photos[random.Next(PhotoCount)] }}";

    public string JobId(Random random) => $"{(random.Next(8) == 0 ? Nobody : Jobs[random.Next(Jobs.Count)])}";

    private static async Task<IReadOnlyDictionary<Guid, Guid>> WriteVersionAsync(TestDatabase database, FuzzPet[] pets)
    {
        var claimed = await ClaimAsync(database, pets);
        var byId = pets.ToDictionary(pet => pet.Home);
        await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (job, _) =>
            (await database.Clusters.PersistAsync(job, byId[job.PetId].Result(), Given.Input(), CancellationToken.None)).ShouldNotBeNull());
        return claimed.ToDictionary(job => job.PetId, job => job.Id);
    }

    private static async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(TestDatabase database, FuzzPet[] pets)
    {
        foreach (var pet in pets)
            await database.Queue.EnqueueAsync(Given.Request(pet.Home), CancellationToken.None);
        return await database.Queue.ClaimAsync("fuzz", pets.Length, CancellationToken.None);
    }

    private ClusteringResult Result()
    {
        var plain = Given.Result();
        return plain with
        {
            ImageCount = PhotoCount,
            Noise = [],
            Clusters = [.. plain.Clusters.Select((cluster, n) => cluster with
            {
                Hero = cluster.Hero with { ImageId = Photos[2 * n] },
                Members = [new(Photos[2 * n], 0.125), new(Photos[(2 * n) + 1], 0.25)],
            })],
        };
    }

    private static Guid Next(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
