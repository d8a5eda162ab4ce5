using MediaClusters.Clustering;
using MediaClusters.Persistence.Images;

namespace MediaClusters.Worker.Jobs;

/// <summary>
/// Loads pets' photos, those of large pets one pet at a time: the worker's memory is made for one of them beside jobs of
/// ordinary size. A large pet costs a second round trip. One that waits for its turn keeps its place among the worker's
/// jobs: giving that up would let a worker claim large pets without end, which others are free for.
/// </summary>
internal sealed class PetPhotos(IImageStore images, IPetClusterer clusterer) : IDisposable
{
    /// <summary>
    /// A pet with more photos is a large one. Memory says so, and not <see cref="ClusteringOptions.ExactPhotos"/>: an
    /// engine that measures more photos exactly takes more for each such pet, and one that measures fewer takes less.
    /// </summary>
    public const int Ordinary = 5_000;

    private readonly SemaphoreSlim _large = new(1);

    /// <param name="running">The attempt, whose time-out does not count the wait for its turn.</param>
    /// <exception cref="TooManyPhotosException">There are more than a run takes; none of them was loaded.</exception>
    public async Task<LoadedPhotos> LoadAsync(RunningJob running)
    {
        var (petId, cancellationToken) = (running.Job.PetId, running.Token);
        var selection = await images.LoadAsync(petId, Math.Min(Ordinary, clusterer.MaxPhotos), cancellationToken);
        if (selection.Count > clusterer.MaxPhotos)
            throw new TooManyPhotosException(selection.Count, clusterer.MaxPhotos);
        if (selection.Count <= Ordinary)
            return new(selection, turn: null);

        await running.WaitForTurnAsync(_large);
        try
        {
            selection = await images.LoadAsync(petId, clusterer.MaxPhotos, cancellationToken);
            return selection.Count <= clusterer.MaxPhotos
                ? new(selection, _large)
                : throw new TooManyPhotosException(selection.Count, clusterer.MaxPhotos);
        }
        catch
        {
            _large.Release();
            throw;
        }
    }

    public void Dispose() => _large.Dispose();
}

/// <summary>A pet's photos; disposed of when they are needed no more.</summary>
internal sealed class LoadedPhotos(PhotoSelection selection, SemaphoreSlim? turn) : IDisposable
{
    public PhotoSelection Selection { get; } = selection;

    public void Dispose() => turn?.Release();
}
