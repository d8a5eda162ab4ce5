using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;

namespace MediaClusters.Worker.Jobs;

/// <summary>
/// Finds what a run follows, so that groups keep their ids and heroes: the pet's newest result. What cannot be read
/// costs the ids and not the job.
/// </summary>
internal sealed class PreviousVersions(ResultTargets targets, IPetClusterer clusterer, ILogger<PreviousVersions> logger)
{
    /// <param name="job">The attempt.</param>
    /// <param name="head">The pet's newest version; null where it has none.</param>
    /// <param name="model">The embedding model of the photos of this run.</param>
    public async Task<PreviousClusters?> FindAsync(ClaimedJob job, Head? head, string? model)
        => await FindStateAsync(job.PetId, head) ?? (head is null ? null : ReadVersion(job, head, model));

    // A state does not say what parameters made it.
    private async Task<PreviousClusters?> FindStateAsync(Guid petId, Head? head)
    {
        try
        {
            return await targets.FindUnpersistedAsync(petId, head) is { } result ? From(result, version: head?.Version ?? 0, allowsIncrement: false) : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or RedisUnavailableException)
        {
            logger.PreviousStateUnreadable(exception, petId);
            return null;
        }
    }

    private PreviousClusters? ReadVersion(ClaimedJob job, Head head, string? model)
    {
        try
        {
            var snapshot = head.Snapshot ?? throw new InvalidDataException("The version's snapshot is gone.");
            var result = VersionReader.Read(snapshot.Decode()).Result;
            return From(result, head.Version, allowsIncrement: result.Run is not null && !job.Force && IsMadeAlike(head, model));
        }
        catch (InvalidDataException exception)
        {
            logger.PreviousVersionUnreadable(exception, job.PetId, head.Version);
            return null;
        }
    }

    private bool IsMadeAlike(Head head, string? model) =>
        string.Equals(head.Algorithm, clusterer.Algorithm, StringComparison.Ordinal)
        && string.Equals(head.Parameters, clusterer.Parameters, StringComparison.Ordinal)
        && string.Equals(head.Model, model, StringComparison.Ordinal);

    private static PreviousClusters From(ClusteringResult result, long version, bool allowsIncrement) => new(
        [.. result.Clusters.Select(cluster => new PreviousGroup(cluster.StableId, cluster.Hero.ImageId, [.. cluster.Members.Select(member => member.ImageId)]))],
        result.Noise,
        allowsIncrement,
        result.Run?.AddedSinceFull ?? 0,
        version);
}
