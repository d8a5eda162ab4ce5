using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Worker.Jobs;

/// <summary>
/// Loads pets' photos and newest versions, those of large pets one pet at a time: the worker's memory is made for one of them beside jobs of
/// ordinary size. A large pet costs a second round trip. One that waits for its turn keeps its place among the worker's
/// jobs: giving that up would let a worker claim large pets without end, which others are free for.
/// </summary>
internal sealed class PetPhotos(IClusterStore clusters, IPetClusterer clusterer) : IDisposable
{
    /// <summary>
    /// A pet with more photos is a large one. Memory says so, and not <see cref="ClusteringOptions.ExactPhotos"/>: an
    /// engine that measures more photos exactly takes more for each such pet, and one that measures fewer takes less.
    /// </summary>
    public const int Ordinary = 5_000;

    private readonly SemaphoreSlim _large = new(1);

    /// <param name="running">The attempt, whose time-out does not count the wait for its turn.</param>
    /// <exception cref="TooManyPhotosException">There are more than a run takes; none of them was loaded.</exception>
    public async Task<LoadedPet> LoadAsync(RunningJob running)
    {
        var (petId, cancellationToken) = (running.Job.PetId, running.Token);
        var pet = await clusters.LoadAsync(petId, Math.Min(Ordinary, clusterer.MaxPhotos), cancellationToken);
        if (pet.Photos.Count <= Math.Min(Ordinary, clusterer.MaxPhotos))
            return new(pet, turn: null);

        pet.Dispose();
        Check(pet);
        await running.WaitForTurnAsync(_large);
        try
        {
            pet = await clusters.LoadAsync(petId, clusterer.MaxPhotos, cancellationToken);
            Check(pet);
            return new(pet, _large);
        }
        catch
        {
            _large.Release();
            throw;
        }
    }

    public void Dispose() => _large.Dispose();

    private void Check(PetInput pet)
    {
        if (pet.Photos.Count > clusterer.MaxPhotos)
            throw new TooManyPhotosException(pet.Photos.Count, clusterer.MaxPhotos);
    }
}

/// <summary>A pet as its run needs it; disposed of when its photos are needed no more.</summary>
internal sealed class LoadedPet(PetInput pet, SemaphoreSlim? turn) : IDisposable
{
    public PetInput Pet { get; } = pet;

    public void Dispose()
    {
        Pet.Dispose();
        turn?.Release();
    }
}
