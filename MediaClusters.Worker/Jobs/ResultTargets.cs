using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Rollout;
using Microsoft.Extensions.Options;

namespace MediaClusters.Worker.Jobs;

/// <summary>
/// Where a pet's result goes during the rollout: to Postgres, to the stub's state in Redis, or to both. The state is
/// always written before the job completes, so its failure fails the attempt and no result is lost.
/// </summary>
internal sealed class ResultTargets(IRolloutFlags flags, ILegacyStates states, IClusterReader reader, IOptions<LegacyOptions> legacy)
{
    public async ValueTask<ResultTarget> ChooseAsync(Guid petId, CancellationToken cancellationToken)
    {
        var persists = await flags.IsEnabledAsync(RolloutFeatures.PostgresPersistence, petId, cancellationToken);
        var settings = flags.Settings;

        // Who is read from Redis has to be written there, whatever the operator asked for.
        var keepsState = settings.KeepLegacyState || !persists
            || (settings.PostgresReads < 100 && !await flags.IsEnabledAsync(RolloutFeatures.PostgresReads, petId, cancellationToken));
        return new(persists, keepsState);
    }

    /// <summary>Whether the pet has a result of ours that is in its state alone.</summary>
    public async ValueTask<bool> HasUnpersistedAsync(Guid petId) => !flags.Settings.IsOver && await states.PeekAsync(petId) is { IsPersisted: false };

    /// <summary>Whether the pet has a state, of ours or of the stub.</summary>
    public async ValueTask<bool> HasStateAsync(Guid petId) => !flags.Settings.IsOver && await states.PeekAsync(petId) is not null;

    /// <summary>The pet's result that is in its state alone, newer than any version or the stub's; null where there is none.</summary>
    /// <exception cref="InvalidDataException">The state cannot be read.</exception>
    /// <exception cref="RedisUnavailableException">Redis gave no answer.</exception>
    public async Task<ClusteringResult?> FindUnpersistedAsync(Guid petId, Head? head)
    {
        if (flags.Settings.IsOver || await states.PeekAsync(petId) is not { } peek || (head is not null && !peek.IsNewerThan(head.Version)))
            return null;
        if (await states.FindAsync(petId) is not { } parse)
            return null;
        if (!parse.IsValid)
            throw new InvalidDataException(parse.Describe());
        var (version, problem) = LegacyVersion.From(parse.State, legacy.Value.Namespace);
        return version?.Result ?? throw new InvalidDataException(problem!.ToString());
    }

    /// <summary>Writes a result to the pet's state.</summary>
    public Task StoreAsync(ClaimedJob job, LegacyResult result, IReadOnlyList<StoredPhoto> photos) => states.StoreAsync(
        job.PetId,
        result.ToState(job.ClaimedAt, photos.Where(stored => stored.Photo.Quality is not null).ToDictionary(stored => stored.Photo.ImageId, stored => stored.Photo.Quality!.Value)));

    /// <summary>The newest version as the pet's state should have it, which may be missing, older, or another attempt's that is about to write.</summary>
    public async Task<LegacyResult> ReadAsync(ClaimedJob job, Head head, CancellationToken cancellationToken)
    {
        // Not by the head's number: after a restore of the database it is above that of the version it names.
        var body = await reader.FindLatestAsync(job.PetId, cancellationToken)
            ?? throw new InvalidOperationException($"Version {head.Version} of pet {job.PetId} is gone.");
        var (createdAt, result, tellsChanges) = VersionReader.Read(body.Body);
        return new(job.PetId, result, head.InputHash, createdAt, body.Version, IsPersisted: true) { TellsChanges = tellsChanges };
    }
}

/// <summary>Where a result goes; one of the two at least.</summary>
internal readonly record struct ResultTarget(bool Persists, bool KeepsState);
